package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/** A table that is written to as the lake job does: fresh files in no order, a commit id and a watermark. */
final class TestingTable {
    static final String NAME = "order_paid";
    static final Instant DAY = Instant.parse("1997-01-01T00:00:00Z");

    private final Table table;

    TestingTable(Lake lake) {
        this.table = lake.tableOf("order.paid");
    }

    Table table() {
        table.refresh();
        return table;
    }

    /** Appends rows of one day in one file: their ids are numbers from one on. */
    void append(int first, int rows, int day) {
        DataFile file = write(first, rows, day);
        AppendFiles append = table.newAppend().appendFile(file);
        append.set(LakeTables.COMMIT_ID_PROPERTY, UUID.randomUUID().toString());
        append.set(LakeTables.WATERMARK_PROPERTY, Integer.toString(first + rows));
        append.commit();
    }

    DataFile write(int first, int rows, int day) {
        List<Record> records = new ArrayList<>();
        for (int number = first; number < first + rows; number++) {
            records.add(row(number, day));
        }
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(records.get(0)));
        OutputFileFactory files = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .operationId(UUID.randomUUID().toString())
                .build();
        try {
            DataWriter<Record> writer = Parquet.writeData(files.newOutputFile(partition))
                    .schema(table.schema())
                    .setAll(table.properties())
                    .withSpec(table.spec())
                    .withPartition(partition)
                    .createWriterFunc(GenericParquetWriter::create)
                    .build();
            try (writer) {
                records.forEach(writer::write);
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same file in a folder elsewhere. */
    DataFile moved(DataFile file, Path elsewhere) throws IOException {
        Path from = Path.of(file.location());
        Path to = Files.createDirectories(elsewhere).resolve(from.getFileName());
        Files.copy(from, to);
        return DataFiles.builder(table.spec())
                .copy(file)
                .withPath(to.toString())
                .build();
    }

    /** The ids of all rows of the newest snapshot, in the order of their files. */
    List<Integer> ids() {
        return read(LakeTables.EVENT_ID, table()).stream()
                .map(id -> Integer.parseInt(id.toString()))
                .toList();
    }

    static List<Object> read(String column, Table table) {
        List<Object> values = new ArrayList<>();
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(table).select(column).build()) {
            rows.forEach(row -> values.add(row.getField(column)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    List<DataFile> files() {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table().newScan().planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private Record row(int number, int day) {
        GenericRecord row = GenericRecord.create(table.schema());
        row.setField(LakeTables.EVENT_ID, Integer.toString(number));
        row.setField(LakeTables.EVENT_SOURCE, "/test");
        row.setField(LakeTables.EVENT_SUBJECT, "member-" + (number * 7919) % 1000);
        row.setField(
                LakeTables.EVENT_TIME,
                DAY.plusSeconds(86_400L * day + (number * 31) % 86_400).atOffset(ZoneOffset.UTC));
        row.setField(LakeTables.TENANT_ID, "tenant-" + number % 3);
        row.setField(LakeTables.INGEST_TIME, DAY.atOffset(ZoneOffset.UTC));
        row.setField(LakeTables.KAFKA_TOPIC, "t");
        row.setField(LakeTables.KAFKA_PARTITION, 0);
        row.setField(LakeTables.KAFKA_OFFSET, (long) number);
        return row;
    }
}
