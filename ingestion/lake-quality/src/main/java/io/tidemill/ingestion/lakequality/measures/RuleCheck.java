package io.tidemill.ingestion.lakequality.measures;

import org.apache.iceberg.data.Record;

/** Looks at each row of a day for one expectation. Used once, by one thread. */
interface RuleCheck extends AutoCloseable {
    /** How many offending events are named. */
    int SAMPLE = 10;

    /** Looks at a row of the tenant it is about. */
    void see(Record row);

    /** Ends the first pass; whether the rows have to be looked at again to name the offending events. */
    default boolean wantsSecondPass() {
        return false;
    }

    /** Looks at a row again. */
    default void seeAgain(Record row) {}

    /** What it has found. */
    Finding finding();

    @Override
    default void close() {}
}
