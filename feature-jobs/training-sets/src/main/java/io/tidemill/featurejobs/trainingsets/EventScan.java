package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ColumnValues;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest.Known;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PartitionUtil;
import org.apache.iceberg.util.TableScanUtil;
import org.jspecify.annotations.Nullable;

/**
 * What is read of the events of one type: some columns, between two instants, out of one snapshot of their table. Files that
 * have nothing of it, and parts of files, are not read. Immutable, and safe to share between threads.
 */
public final class EventScan implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long MICROS = 1000;
    /** As large a part of a file as one thread reads, in bytes. */
    private static final long PART_BYTES = 32L << 20;

    private static final List<String> FIXED =
            List.of(LakeTables.EVENT_SUBJECT, LakeTables.EVENT_TIME, LakeTables.EVENT_SOURCE, LakeTables.EVENT_ID);

    private final Table table;
    private final long snapshotId;
    private final List<String> columns;
    private final long from;
    private final long until;
    private final Known known;
    private final Schema projection;

    /**
     * @param columns fields of the event's data to read beside its identity; what the table lacks is null
     * @param from epoch milliseconds; {@link Long#MIN_VALUE} for all there are
     * @param until epoch milliseconds, inclusive
     */
    EventScan(Table table, long snapshotId, List<String> columns, long from, long until, Known known) {
        this.table = Objects.requireNonNull(table, "table");
        this.snapshotId = snapshotId;
        this.columns = List.copyOf(columns);
        this.from = from;
        this.until = until;
        this.known = Objects.requireNonNull(known, "known");
        this.projection = scan().schema();
    }

    private EventScan(EventScan other, Table table) {
        this.table = table;
        this.snapshotId = other.snapshotId;
        this.columns = other.columns;
        this.from = other.from;
        this.until = other.until;
        this.known = other.known;
        this.projection = other.projection;
    }

    /** Takes an event: its subject, and the rest. */
    @FunctionalInterface
    public interface Events {
        void take(String subject, LakeRow event);
    }

    /** The same, to be sent to another process: files are read there, and planned here. */
    public EventScan toSend() {
        return new EventScan(this, SerializableTable.copyOf(table));
    }

    /** How the table's files are reached. */
    public FileIO files() {
        return table.io();
    }

    /** Where the table is. */
    public String location() {
        return table.location();
    }

    /** The fields that are read, in the order of {@link LakeRow#values()}. */
    public List<String> columns() {
        return columns;
    }

    /** How many events the snapshot has, of any time. */
    long eventsInSnapshot() {
        Snapshot snapshot = Objects.requireNonNull(table.snapshot(snapshotId), "snapshot");
        return Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
    }

    /** The parts of files that can have some of the events. */
    public List<FileScanTask> parts() {
        List<FileScanTask> parts = new ArrayList<>();
        try (CloseableIterable<FileScanTask> split = TableScanUtil.splitFiles(scan().planFiles(), PART_BYTES)) {
            split.forEach(parts::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parts;
    }

    private TableScan scan() {
        List<String> read = new ArrayList<>(FIXED);
        read.addAll(columns);
        if (known == Known.TAKEN_IN) {
            read.add(LakeTables.INGEST_TIME);
        }
        Expression times =
                Expressions.lessThanOrEqual(LakeTables.EVENT_TIME, Math.multiplyExact(until, MICROS) + MICROS - 1);
        if (from != Long.MIN_VALUE) {
            times = Expressions.and(
                    times, Expressions.greaterThanOrEqual(LakeTables.EVENT_TIME, Math.multiplyExact(from, MICROS)));
        }
        return table.newScan().useSnapshot(snapshotId).filter(times).select(read);
    }

    /** Reads one of the {@link #parts()}. */
    public void read(FileScanTask part, Events events) {
        try (CloseableIterable<? extends StructLike> rows = open(part)) {
            rows.forEach(new Reading(projection, events)::take);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CloseableIterable<? extends StructLike> open(FileScanTask part) {
        Map<Integer, ?> constants = PartitionUtil.constantsMap(part, IdentityPartitionConverters::convertConstant);
        return part.file().format() == FileFormat.PARQUET && part.deletes().isEmpty() && constants.isEmpty()
                ? plain(part)
                : records(part, constants);
    }

    /** As our own tables are: nothing deleted, every column in the file. Times are read as numbers. */
    private CloseableIterable<StructLike> plain(FileScanTask part) {
        return Parquet.read(table.io().newInputFile(part.file()))
                .project(projection)
                .split(part.start(), part.length())
                .filter(part.residual())
                .createReaderFunc(schema -> InternalReader.create(projection, schema))
                .reuseContainers()
                .build();
    }

    /** Whatever Iceberg knows. */
    private CloseableIterable<Record> records(FileScanTask part, Map<Integer, ?> constants) {
        GenericDeleteFilter deletes = new GenericDeleteFilter(table.io(), part, table.schema(), projection);
        return deletes.filter(FormatModelRegistry.<Record, Object>readBuilder(
                        part.file().format(), Record.class, table.io().newInputFile(part.file()))
                .project(deletes.requiredSchema())
                .idToConstant(constants)
                .split(part.start(), part.length())
                .filter(part.residual())
                .reuseContainers()
                .build());
    }

    /** Makes rows of records of one schema. */
    private final class Reading {
        private final Events events;
        private final int subject;
        private final int time;
        private final int source;
        private final int id;
        private final int takenIn;
        private final int[] fields;
        private String lastSource = "";

        Reading(Schema schema, Events events) {
            this.events = events;
            List<String> names =
                    schema.columns().stream().map(field -> field.name()).toList();
            subject = names.indexOf(LakeTables.EVENT_SUBJECT);
            time = names.indexOf(LakeTables.EVENT_TIME);
            source = names.indexOf(LakeTables.EVENT_SOURCE);
            id = names.indexOf(LakeTables.EVENT_ID);
            takenIn = names.indexOf(LakeTables.INGEST_TIME);
            fields = columns.stream().mapToInt(names::indexOf).toArray();
        }

        void take(StructLike row) {
            long happened = millis(row, time);
            if (happened < from || happened > until) {
                return;
            }
            @Nullable Object[] values = new Object[fields.length];
            for (int i = 0; i < fields.length; i++) {
                values[i] = fields[i] < 0 ? null : ColumnValues.of(row.get(fields[i], Object.class));
            }
            long from = known == Known.TAKEN_IN ? Math.max(happened, millis(row, takenIn)) : happened;
            events.take(
                    text(row, subject),
                    new LakeRow(happened, from, sourceOf(text(row, source)), text(row, id), values));
        }

        /** Of events of one source all have the one text. */
        private String sourceOf(String text) {
            if (!text.equals(lastSource)) {
                lastSource = text;
            }
            return lastSource;
        }

        private static String text(StructLike row, int column) {
            return row.get(column, Object.class).toString();
        }

        private static long millis(StructLike row, int column) {
            Object time = row.get(column, Object.class);
            return time instanceof Long micros
                    ? Math.floorDiv(micros, MICROS)
                    : ((OffsetDateTime) time).toInstant().toEpochMilli();
        }
    }
}
