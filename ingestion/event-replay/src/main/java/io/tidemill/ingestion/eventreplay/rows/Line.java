package io.tidemill.ingestion.eventreplay.rows;

/**
 * A line of a file.
 *
 * @param number from 1
 * @param text without its line break
 */
record Line(long number, String text) {}
