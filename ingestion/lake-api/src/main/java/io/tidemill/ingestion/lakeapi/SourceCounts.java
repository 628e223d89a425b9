package io.tidemill.ingestion.lakeapi;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/** Counts the rows of files by day, tenant, source and topic partition. Only the few columns that tell it are read. */
final class SourceCounts {
    private static final List<String> COLUMNS =
            List.of(LakeTables.EVENT_SOURCE, LakeTables.TENANT_ID, LakeTables.EVENT_TIME, LakeTables.KAFKA_PARTITION);

    private final Table table;
    private final Map<Key, Count> counts = new HashMap<>();

    SourceCounts(Table table) {
        this.table = table;
    }

    private record Key(LocalDate day, String tenant, String source, int topicPartition) {}

    /** Adds the rows of a file. */
    void add(FileScanTask task) {
        Schema wanted = table.schema().select(COLUMNS);
        GenericDeleteFilter deletes = new GenericDeleteFilter(table.io(), task, table.schema(), wanted);
        Schema read = deletes.requiredSchema();
        ContentFile<?> file = task.file();
        try (CloseableIterable<Record> rows = Parquet.read(table.io().newInputFile(file.location()))
                .project(read)
                .createReaderFunc(type -> GenericParquetReaders.buildReader(read, type))
                .build()) {
            for (Record row : task.deletes().isEmpty() ? rows : deletes.filter(rows)) {
                add(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.location(), e);
        }
    }

    /** What was counted, each for one partition of the topic. */
    Collection<SourceDay> counted() {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue().of(entry.getKey()))
                .toList();
    }

    private void add(Record row) {
        Instant time = ((OffsetDateTime) Objects.requireNonNull(row.getField(LakeTables.EVENT_TIME))).toInstant();
        Key key = new Key(
                LocalDate.ofInstant(time, ZoneOffset.UTC),
                String.valueOf(row.getField(LakeTables.TENANT_ID)),
                String.valueOf(row.getField(LakeTables.EVENT_SOURCE)),
                (Integer) Objects.requireNonNull(row.getField(LakeTables.KAFKA_PARTITION)));
        counts.computeIfAbsent(key, missing -> new Count(time)).add(time);
    }

    private static final class Count {
        private long rows;
        private Instant first;
        private Instant last;

        Count(Instant time) {
            first = time;
            last = time;
        }

        void add(Instant time) {
            rows++;
            first = time.isBefore(first) ? time : first;
            last = time.isAfter(last) ? time : last;
        }

        SourceDay of(Key key) {
            return new SourceDay(
                    key.day(),
                    key.tenant(),
                    key.source(),
                    rows,
                    first,
                    last,
                    new TreeSet<>(List.of(key.topicPartition())));
        }
    }
}
