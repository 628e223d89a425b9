package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.BloomFilters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrderComparators;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.SortedMerge;

/**
 * Writes the rows of a group into new files, in the table's order and partitioning, in memory that does not depend on how
 * large the group is. Rows keep all their columns.
 */
final class GroupRewrite {
    /** What a writer, and whoever merges what it wrote, holds in memory of one file. */
    private static final String ROW_GROUP_BYTES = Integer.toString(32 << 20);

    private final Table table;
    private final Schema schema;
    private final long sortBytes;
    private final OutputFileFactory outputs;
    private final Comparator<Record> order;
    private final List<DataFile> written = new ArrayList<>();

    /**
     * @param sortBytes how much memory, about, the rows may take that are held to be sorted
     */
    GroupRewrite(Table table, long sortBytes) {
        this.table = table;
        this.schema = table.schema();
        this.sortBytes = sortBytes;
        this.outputs = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .operationId("compaction-" + UUID.randomUUID())
                .build();
        this.order = order(table);
    }

    /** Every file written so far, for whoever must take them away again. */
    List<DataFile> written() {
        return List.copyOf(written);
    }

    /** Writes the files that take the place of a group's. */
    List<DataFile> rewrite(FileGroup group) throws IOException {
        int before = written.size();
        if (group.sorted()) {
            merge(group);
        } else {
            sort(group);
        }
        return List.copyOf(written.subList(before, written.size()));
    }

    private void merge(FileGroup group) throws IOException {
        List<CloseableIterable<Record>> inputs =
                group.tasks().stream().map(this::open).toList();
        CloseableIterable<Record> rows =
                table.sortOrder().isUnsorted() ? CloseableIterable.concat(inputs) : new SortedMerge<>(order, inputs);
        try (rows;
                CloseableIterator<Record> iterator = rows.iterator()) {
            if (iterator.hasNext()) {
                Record first = iterator.next();
                DataWriter<Record> writer = writer(key(first), group.rows());
                try (writer) {
                    writer.write(first);
                    while (iterator.hasNext()) {
                        writer.write(iterator.next());
                    }
                }
                written.add(writer.toDataFile());
            }
        }
    }

    private void sort(FileGroup group) throws IOException {
        Map<PartitionKey, List<Record>> chunk = new HashMap<>();
        long held = 0;
        for (FileScanTask task : group.tasks()) {
            try (CloseableIterable<Record> rows = open(task)) {
                for (Record row : rows) {
                    chunk.computeIfAbsent(key(row), key -> new ArrayList<>()).add(row);
                    held += RowMemory.of(row);
                    if (held >= sortBytes) {
                        write(chunk);
                        held = 0;
                    }
                }
            }
        }
        write(chunk);
    }

    private void write(Map<PartitionKey, List<Record>> chunk) throws IOException {
        for (Map.Entry<PartitionKey, List<Record>> partition : chunk.entrySet()) {
            List<Record> rows = partition.getValue();
            if (!table.sortOrder().isUnsorted()) {
                rows.sort(order);
            }
            DataWriter<Record> writer = writer(partition.getKey(), rows.size());
            try (writer) {
                rows.forEach(writer::write);
            }
            written.add(writer.toDataFile());
        }
        chunk.clear();
    }

    private DataWriter<Record> writer(PartitionKey partition, long rows) throws IOException {
        return Parquet.writeData(outputs.newOutputFile(partition))
                .schema(schema)
                .setAll(table.properties())
                .set(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, ROW_GROUP_BYTES)
                .setAll(BloomFilters.sizedFor(rows, table.properties()))
                .metricsConfig(MetricsConfig.forTable(table))
                .withSpec(table.spec())
                .withPartition(partition)
                .withSortOrder(table.sortOrder())
                .createWriterFunc(GenericParquetWriter::create)
                .overwrite()
                .build();
    }

    private CloseableIterable<Record> open(FileScanTask task) {
        GenericDeleteFilter deletes = new GenericDeleteFilter(table.io(), task, schema, schema);
        Schema read = deletes.requiredSchema();
        CloseableIterable<Record> rows = Parquet.read(
                        table.io().newInputFile(task.file().location()))
                .project(read)
                .createReaderFunc(file -> GenericParquetReaders.buildReader(read, file))
                .build();
        return task.deletes().isEmpty() ? rows : deletes.filter(rows);
    }

    private PartitionKey key(Record row) {
        PartitionKey key = new PartitionKey(table.spec(), schema);
        key.partition(new InternalRecordWrapper(schema.asStruct()).wrap(row));
        return key;
    }

    private static Comparator<Record> order(Table table) {
        Comparator<StructLike> values = SortOrderComparators.forSchema(table.schema(), table.sortOrder());
        InternalRecordWrapper first = new InternalRecordWrapper(table.schema().asStruct());
        InternalRecordWrapper second = new InternalRecordWrapper(table.schema().asStruct());
        return (left, right) -> values.compare(first.wrap(left), second.wrap(right));
    }
}
