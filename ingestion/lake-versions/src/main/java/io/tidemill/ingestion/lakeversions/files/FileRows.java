package io.tidemill.ingestion.lakeversions.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;

/** The rows of data files, one file at a time. */
public final class FileRows {
    private FileRows() {}

    /**
     * Reads a file.
     *
     * @param columns the columns wanted, by id: one that the file does not have is null
     * @param filter row groups that cannot hold such a row are passed over; others come whole
     */
    public static CloseableIterable<Record> read(Table table, DataFile file, Schema columns, Expression filter) {
        requireParquet(file);
        return Parquet.read(table.io().newInputFile(file.location()))
                .project(columns)
                .filter(filter)
                .createReaderFunc(found -> GenericParquetReaders.buildReader(columns, found))
                .build();
    }

    /** Gives each row of a file to someone. */
    public static void each(Table table, DataFile file, Schema columns, Expression filter, Consumer<Record> row) {
        try (CloseableIterable<Record> rows = read(table, file, columns, filter)) {
            rows.forEach(row);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.location(), e);
        }
    }

    /** A writer of a new file beside the table's others, with the table's own settings. */
    public static DataWriter<Record> writer(Table table, ContentFile<?> like) {
        PartitionSpec spec = Objects.requireNonNull(table.specs().get(like.specId()));
        String location = table.locationProvider().newDataLocation(spec, like.partition(), fileName());
        return writer(table, spec, like.partition(), sortOrder(table, like), location, Map.of());
    }

    /**
     * A writer of a new file.
     *
     * @param location where
     * @param properties that win over the table's
     */
    public static DataWriter<Record> writer(
            Table table,
            PartitionSpec spec,
            StructLike partition,
            SortOrder order,
            String location,
            Map<String, String> properties) {
        try {
            return Parquet.writeData(table.io().newOutputFile(location))
                    .schema(table.schema())
                    .setAll(table.properties())
                    .setAll(properties)
                    .metricsConfig(MetricsConfig.forTable(table))
                    .withSpec(spec)
                    .withPartition(spec.isUnpartitioned() ? null : partition)
                    .withSortOrder(order)
                    .createWriterFunc(GenericParquetWriter::create)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + location, e);
        }
    }

    /**
     * Writes a file anew without some rows.
     *
     * @return the new file; empty when no row is left
     */
    public static Optional<DataFile> without(Table table, DataFile file, Predicate<Record> unwanted) {
        DataWriter<Record> writer = writer(table, file);
        long kept = 0;
        try (writer;
                CloseableIterable<Record> rows =
                        read(table, file, table.schema(), org.apache.iceberg.expressions.Expressions.alwaysTrue())) {
            for (Record row : rows) {
                if (!unwanted.test(row)) {
                    writer.write(row);
                    kept++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file.location() + " anew", e);
        }
        DataFile written = writer.toDataFile();
        if (kept == 0) {
            table.io().deleteFile(written.location());
            return Optional.empty();
        }
        return Optional.of(written);
    }

    /** A name that no other file has. */
    public static String fileName() {
        return UUID.randomUUID() + ".parquet";
    }

    /** The order that a file's rows are in. */
    public static SortOrder sortOrder(Table table, ContentFile<?> file) {
        Integer id = file.sortOrderId();
        SortOrder order = id == null ? null : table.sortOrders().get(id);
        return order == null ? SortOrder.unsorted() : order;
    }

    private static void requireParquet(DataFile file) {
        if (file.format() != FileFormat.PARQUET) {
            throw new IllegalStateException(
                    "data file " + file.location() + " is " + file.format() + ": expected PARQUET");
        }
    }
}
