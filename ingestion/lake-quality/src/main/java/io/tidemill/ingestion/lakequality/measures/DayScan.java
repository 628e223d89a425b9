package io.tidemill.ingestion.lakequality.measures;

import io.tidemill.schemas.contracts.LakeTables;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Reads the rows of one day of one snapshot, a row at a time. */
public final class DayScan {
    private DayScan() {}

    /**
     * Begins to read; close it after.
     *
     * @param columns those that are read; one that the snapshot does not have is null in each row
     */
    public static CloseableIterable<Record> rows(
            Table table, long snapshotId, LocalDate day, Collection<String> columns) {
        return IcebergGenerics.read(table)
                .useSnapshot(snapshotId)
                .where(Expressions.and(
                        Expressions.greaterThanOrEqual(LakeTables.EVENT_TIME, micros(day)),
                        Expressions.lessThan(LakeTables.EVENT_TIME, micros(day.plusDays(1)))))
                .select(columns.toArray(String[]::new))
                .build();
    }

    private static long micros(LocalDate day) {
        return TimeUnit.SECONDS.toMicros(day.atStartOfDay().toEpochSecond(ZoneOffset.UTC));
    }
}
