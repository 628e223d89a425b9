package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.EventIdentity;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes files anew without the rows that another run of the job has committed meanwhile: those before the table's
 * offsets, and those of events that are rows at other offsets.
 */
final class FileTrimming {
    private final Table table;
    private final Offsets committed;
    private final Set<Tuple2<Long, Long>> rows = new HashSet<>();

    /**
     * @param committed how far the table has come
     * @param from how far it had come when the files' first row was read
     */
    FileTrimming(Table table, Offsets committed, Offsets from) {
        this.table = table;
        this.committed = committed;
        CommittedRows.from(table, committed, from, rows::add);
    }

    /** A file of what is left of another; empty when nothing is. */
    Optional<DataFile> trim(DataFile file) {
        try {
            List<Record> left = left(file);
            return left.isEmpty() ? Optional.empty() : Optional.of(write(file, left));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write anew " + file.location(), e);
        }
    }

    private List<Record> left(DataFile file) throws IOException {
        List<Record> left = new ArrayList<>();
        Predicate<Record> isNew = row -> (long) row.getField(LakeTables.KAFKA_OFFSET) >= committed.next(place(row))
                && !rows.contains(EventIdentity.of(
                        (String) row.getField(LakeTables.EVENT_SOURCE), (String) row.getField(LakeTables.EVENT_ID)));
        try (CloseableIterable<Record> all = Parquet.read(table.io().newInputFile(file.location()))
                .project(table.schema())
                .createReaderFunc(written -> GenericParquetReaders.buildReader(table.schema(), written))
                .build()) {
            for (Record row : all) {
                if (isNew.test(row)) {
                    left.add(row);
                }
            }
        }
        return left;
    }

    private DataFile write(DataFile file, List<Record> left) throws IOException {
        PartitionSpec spec = table.specs().get(file.specId());
        OutputFileFactory files = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .operationId(UUID.randomUUID().toString())
                .build();
        DataWriter<Record> writer = Parquet.writeData(files.newOutputFile(spec, file.partition()))
                .schema(table.schema())
                .setAll(table.properties())
                .metricsConfig(MetricsConfig.forTable(table))
                .withSpec(spec)
                .withPartition(file.partition())
                .createWriterFunc(GenericParquetWriter::create)
                .build();
        try (writer) {
            left.forEach(writer::write);
        }
        return writer.toDataFile();
    }

    private static TopicPartition place(Record row) {
        return new TopicPartition(
                (String) row.getField(LakeTables.KAFKA_TOPIC), (int) row.getField(LakeTables.KAFKA_PARTITION));
    }
}
