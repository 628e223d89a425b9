package io.tidemill.ingestion.lakequality;

import io.tidemill.schemas.events.PartitionCompleted;
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

    static DayRevision of(PartitionCompleted completed) {
        String table = completed.getTable().substring(completed.getTable().lastIndexOf('.') + 1);
        return new DayRevision(table, completed.getPartition(), completed.getRevision(), completed.getSnapshotId());
    }
}
