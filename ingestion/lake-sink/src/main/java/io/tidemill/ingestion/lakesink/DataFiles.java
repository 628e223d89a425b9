package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.ingestion.laketables.BloomFilters;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/** Writes data files. A table is made when its first row comes, and gets a column when the first row comes that has it. */
final class DataFiles {
    /**
     * Ids are unique: a dictionary of them is given up in the end, and all the hashing was for nothing. A small one is given
     * up soon. Compaction writes with the usual size.
     */
    private static final String LARGEST_DICTIONARY_BYTES = Integer.toString(32 << 10);

    private final Lake lake;
    private final EventCodec codec;
    private final int task;
    private final Map<String, OpenTable> tables = new HashMap<>();

    DataFiles(Lake lake, EventCodec codec, int task) {
        this.lake = lake;
        this.codec = codec;
        this.task = task;
    }

    /**
     * Writes all rows, which are of one table and day, into one file for each partition that the day has; one more where a
     * row brings a new column.
     */
    List<WrittenFile> write(TableDay tableDay, List<StreamedEvent> events) throws IOException {
        OpenTable open = openFor(tableDay.eventType(), data(events.get(0)).getSchema());
        List<WrittenFile> files = new ArrayList<>();
        if (open.table.spec().fields().size() == 1) {
            write(tableDay, open, open.key(row(open, events.get(0))), events, files);
            return files;
        }
        Map<PartitionKey, List<StreamedEvent>> partitions = new LinkedHashMap<>();
        for (StreamedEvent event : events) {
            partitions
                    .computeIfAbsent(open.key(row(open, event)), key -> new ArrayList<>())
                    .add(event);
        }
        for (Map.Entry<PartitionKey, List<StreamedEvent>> partition : partitions.entrySet()) {
            write(tableDay, open, partition.getKey(), partition.getValue(), files);
        }
        return files;
    }

    /**
     * Events are decoded one by one, and not kept so: a replay holds as many as memory takes. The table is opened anew for a
     * row that has a column more, and for all after it.
     */
    private void write(
            TableDay tableDay,
            OpenTable open,
            PartitionKey partition,
            List<StreamedEvent> events,
            List<WrittenFile> files)
            throws IOException {
        int written = 0;
        DataWriter<StructLike> writer = writer(open, partition, events.size());
        try (writer) {
            while (written < events.size()) {
                StreamedEvent event = events.get(written);
                IndexedRecord data = data(event);
                if (!open.covered.contains(data.getSchema())) {
                    break;
                }
                writer.write(open.rows.of(event, data));
                written++;
            }
        }
        if (written > 0) {
            String json = ContentFileParser.toJson(writer.toDataFile(), open.table.spec());
            files.add(new WrittenFile(LakeTables.ofEvents(tableDay.eventType()), tableDay.day(), written, json));
        }
        if (written < events.size()) {
            files.addAll(write(tableDay, events.subList(written, events.size())));
        }
    }

    private static DataWriter<StructLike> writer(OpenTable open, PartitionKey partition, int rows) throws IOException {
        return Parquet.writeData(open.files.newOutputFile(partition))
                .schema(open.table.schema())
                .setAll(open.table.properties())
                .set(TableProperties.PARQUET_DICT_SIZE_BYTES, LARGEST_DICTIONARY_BYTES)
                .setAll(BloomFilters.sizedFor(rows, open.table.properties()))
                .metricsConfig(MetricsConfig.forTable(open.table))
                .withSpec(open.table.spec())
                .withPartition(partition)
                .createWriterFunc(InternalWriter::createWriter)
                .build();
    }

    /** The table with a column for every field of a schema. */
    private OpenTable openFor(String eventType, Schema schema) {
        OpenTable open = tables.get(eventType);
        if (open == null || !open.covered.contains(schema)) {
            open = open(eventType, schema, open);
            tables.put(eventType, open);
        }
        return open;
    }

    private OpenTable open(String eventType, Schema schema, @Nullable OpenTable before) {
        Table table = lake.tableOf(eventType, schema);
        OutputFileFactory files = OutputFileFactory.builderFor(table, task, 0)
                .format(FileFormat.PARQUET)
                .operationId(UUID.randomUUID().toString())
                .build();
        Set<Schema> covered = Collections.newSetFromMap(new IdentityHashMap<>());
        if (before != null) {
            covered.addAll(before.covered);
        }
        covered.add(schema);
        return new OpenTable(table, files, new TableRows(table.schema()), covered);
    }

    private StructLike row(OpenTable open, StreamedEvent event) {
        return open.rows.of(event, data(event));
    }

    private IndexedRecord data(StreamedEvent event) {
        return Objects.requireNonNull(event.data(codec), "data");
    }

    /**
     * A table that is written to.
     *
     * @param covered the schemas, by identity, whose every field has a column
     */
    private record OpenTable(Table table, OutputFileFactory files, TableRows rows, Set<Schema> covered) {
        PartitionKey key(StructLike row) {
            PartitionKey key = new PartitionKey(table.spec(), table.schema());
            key.partition(row);
            return key;
        }
    }
}
