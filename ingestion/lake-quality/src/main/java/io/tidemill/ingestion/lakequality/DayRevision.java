package io.tidemill.ingestion.lakequality;

import java.time.LocalDate;
import java.util.Objects;

/**
 * A revision of a day of a table.
 *
 * @param table the table within its namespace, such as {@code order_paid}
 * @param day the day, in UTC
 * @param revision from 1; 0 for a day that is not complete
 * @param snapshotId the snapshot it is complete in
 */
public record DayRevision(String table, LocalDate day, int revision, long snapshotId) {
    public DayRevision {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(day, "day");
    }
}
