package io.tidemill.ingestion.eventreplay;

/**
 * A line that did not become an event.
 *
 * @param line its number in the file, from 1, the header included
 * @param reason what is wrong with it: the field, the value and what was expected
 */
public record BadLine(long line, String reason) {}
