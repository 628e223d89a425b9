package io.tidemill.ingestion.lakeversions.versions;

import io.tidemill.ingestion.lakeversions.files.FileRows;
import io.tidemill.ingestion.lakeversions.files.ValueDigest;
import io.tidemill.ingestion.lakeversions.versions.TableDiff.Counts;
import io.tidemill.schemas.contracts.LakeTables;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/** Counts the rows in which files differ. It remembers digests of the first files' rows, so many at a time at most. */
final class RowComparison {
    private static final long ROWS_AT_A_TIME = 1_000_000;

    private final Table table;
    private final Schema schema;
    private final List<String> columns;
    private final Map<String, Counts> days = new HashMap<>();
    private final Map<String, Long> changedByColumn = new HashMap<>();

    RowComparison(Table table, Schema schema) {
        this.table = table;
        this.schema = schema;
        this.columns = schema.columns().stream().map(column -> column.name()).toList();
    }

    /** An event, and which of several rows it has should it have more than one. */
    private record Key(long source, long id, int number) {
        static Key of(Record row) {
            return new Key(
                    ValueDigest.of(row.getField(LakeTables.EVENT_SOURCE)),
                    ValueDigest.of(row.getField(LakeTables.EVENT_ID)),
                    0);
        }

        Key next() {
            return new Key(source, id, number + 1);
        }
    }

    private record Digests(String day, long[] values) {}

    Map<String, Counts> days() {
        return days;
    }

    Map<String, Long> changedByColumn() {
        return changedByColumn;
    }

    void compare(List<DataFile> before, List<DataFile> after) {
        long rows = before.stream().mapToLong(DataFile::recordCount).sum();
        int passes = (int) (rows / ROWS_AT_A_TIME) + 1;
        for (int pass = 0; pass < passes; pass++) {
            Map<Key, Digests> old = new HashMap<>();
            each(before, pass, passes, (key, row) -> {
                Key free = key;
                while (old.containsKey(free)) {
                    free = free.next();
                }
                old.put(free, new Digests(day(row), digests(row)));
            });
            each(after, pass, passes, (key, row) -> compare(taken(old, key), row));
            old.values().forEach(gone -> count(gone.day(), new Counts(0, 1, 0)));
        }
    }

    private void compare(@Nullable Digests old, Record row) {
        if (old == null) {
            count(day(row), new Counts(1, 0, 0));
            return;
        }
        boolean changed = false;
        for (int column = 0; column < columns.size(); column++) {
            if (old.values()[column] != ValueDigest.of(row.get(column))) {
                changedByColumn.merge(columns.get(column), 1L, Long::sum);
                changed = true;
            }
        }
        if (changed) {
            count(day(row), new Counts(0, 0, 1));
        }
    }

    /** The last of the rows of an event, so that those before it are found still. */
    private static @Nullable Digests taken(Map<Key, Digests> old, Key key) {
        Key last = key;
        while (old.containsKey(last.next())) {
            last = last.next();
        }
        return old.remove(last);
    }

    private void each(List<DataFile> files, int pass, int passes, BiConsumer<Key, Record> row) {
        for (DataFile file : files) {
            FileRows.each(table, file, schema, Expressions.alwaysTrue(), found -> {
                Key key = Key.of(found);
                if (Math.floorMod(key.id(), passes) == pass) {
                    row.accept(key, found);
                }
            });
        }
    }

    private long[] digests(Record row) {
        long[] digests = new long[columns.size()];
        for (int column = 0; column < digests.length; column++) {
            digests[column] = ValueDigest.of(row.get(column));
        }
        return digests;
    }

    private void count(String day, Counts one) {
        days.merge(day, one, Counts::plus);
    }

    private static String day(Record row) {
        OffsetDateTime time = (OffsetDateTime) row.getField(LakeTables.EVENT_TIME);
        return LocalDate.ofInstant(time.toInstant(), ZoneOffset.UTC).toString();
    }
}
