package io.tidemill.featurejobs.featurematerialization;

/**
 * How far the materialization of a view has come.
 *
 * @param view its name
 * @param table that it is of
 * @param snapshot that is read; -1 for a table that has none
 * @param from the earliest time of rows; empty text for any
 * @param to the latest time of rows
 * @param rows of somebody that were read, each counted once
 * @param keyless rows that have no key
 * @param entities whose newest row was found
 * @param written of them that are stored now
 * @param skipped of them that had a newer row in the store
 * @param done whether that is all
 */
public record MaterializationProgress(
        String view,
        String table,
        long snapshot,
        String from,
        String to,
        long rows,
        long keyless,
        long entities,
        long written,
        long skipped,
        boolean done) {}
