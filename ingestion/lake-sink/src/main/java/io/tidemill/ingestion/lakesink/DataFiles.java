package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.ingestion.laketables.BloomFilters;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/** Writes data files. A table is made when its first row comes. */
final class DataFiles {
    /**
     * Ids are unique: a dictionary of them is given up in the end, and all the hashing was for nothing. A small one is given
     * up soon. Compaction writes with the usual size.
     */
    private static final String LARGEST_DICTIONARY_BYTES = Integer.toString(32 << 10);

    private final Lake lake;
    private final int task;
    private final Map<String, OpenTable> tables = new HashMap<>();

    DataFiles(Lake lake, int task) {
        this.lake = lake;
        this.task = task;
    }

    /** Writes all rows, which are of one table and day, into one file for each partition that the day has. */
    List<WrittenFile> write(TableDay tableDay, List<StreamedEvent> events) throws IOException {
        OpenTable open = tables.computeIfAbsent(tableDay.eventType(), this::open);
        if (open.table.spec().fields().size() == 1) {
            return List.of(write(tableDay, open, open.key(open.rows.of(events.get(0))), events));
        }
        Map<PartitionKey, List<StreamedEvent>> partitions = new LinkedHashMap<>();
        for (StreamedEvent event : events) {
            partitions
                    .computeIfAbsent(open.key(open.rows.of(event)), key -> new ArrayList<>())
                    .add(event);
        }
        List<WrittenFile> files = new ArrayList<>();
        for (Map.Entry<PartitionKey, List<StreamedEvent>> partition : partitions.entrySet()) {
            files.add(write(tableDay, open, partition.getKey(), partition.getValue()));
        }
        return files;
    }

    private static WrittenFile write(
            TableDay tableDay, OpenTable open, PartitionKey partition, List<StreamedEvent> events) throws IOException {
        EncryptedOutputFile target = open.files.newOutputFile(partition);
        DataWriter<Record> writer = Parquet.writeData(target)
                .schema(open.table.schema())
                .setAll(open.table.properties())
                .set(TableProperties.PARQUET_DICT_SIZE_BYTES, LARGEST_DICTIONARY_BYTES)
                .setAll(BloomFilters.sizedFor(events.size(), open.table.properties()))
                .metricsConfig(MetricsConfig.forTable(open.table))
                .withSpec(open.table.spec())
                .withPartition(partition)
                .createWriterFunc(GenericParquetWriter::create)
                .build();
        try (writer) {
            for (StreamedEvent event : events) {
                writer.write(open.rows.of(event));
            }
        }
        String json = ContentFileParser.toJson(writer.toDataFile(), open.table.spec());
        return new WrittenFile(LakeTables.ofEvents(tableDay.eventType()), tableDay.day(), events.size(), json);
    }

    private OpenTable open(String eventType) {
        Table table = lake.tableOf(eventType);
        OutputFileFactory files = OutputFileFactory.builderFor(table, task, 0)
                .format(FileFormat.PARQUET)
                .operationId(UUID.randomUUID().toString())
                .build();
        return new OpenTable(table, files, new TableRows(table.schema()));
    }

    private record OpenTable(Table table, OutputFileFactory files, TableRows rows) {
        PartitionKey key(Record row) {
            PartitionKey key = new PartitionKey(table.spec(), table.schema());
            key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
            return key;
        }
    }
}
