package io.tidemill.featurejobs.trainingsets.files;

import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.files.EntityTable.Column;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.ValueType;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * A training set as a table: the keys, the instant, the columns that the entity rows came with, a column a feature and the
 * label. The same training set gives the same bytes.
 */
final class TrainingSetTable {
    static final String LABEL = "label";

    private final EntityTable entities;
    private final TrainingSet set;
    private final List<ValueType> featureTypes;
    private final List<String> featureNames;
    private final Schema schema;

    private TrainingSetTable(
            List<Entity> keys,
            EntityTable entities,
            TrainingSet set,
            List<ValueType> featureTypes,
            List<String> featureNames) {
        this.entities = entities;
        this.set = set;
        this.featureTypes = featureTypes;
        this.featureNames = featureNames;
        this.schema = schema(keys);
    }

    /**
     * Lays a training set out.
     *
     * @param keys an entity for each key of a row, in the order of the row's keys
     * @param fullNames whether a feature's column is called {@code view__feature}, as Feast does when asked, or like the
     *     feature
     * @throws InvalidTrainingSetException if two columns had one name
     */
    static TrainingSetTable of(
            FeatureDefinitions definitions,
            List<Entity> keys,
            EntityTable entities,
            TrainingSet set,
            boolean fullNames) {
        List<ValueType> types = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (FeatureReference reference : set.columns()) {
            types.add(definitions.valueType(reference).orElseThrow());
            names.add(fullNames ? reference.view() + "__" + reference.feature() : reference.feature());
        }
        return new TrainingSetTable(keys, entities, set, types, names);
    }

    /** The names of the features' columns, in the order of the training set's. */
    List<String> featureNames() {
        return featureNames;
    }

    /**
     * Writes it; a file that is there is replaced at once when all is written.
     *
     * @param file {@code .csv} or {@code .parquet}
     */
    void write(Path file) throws IOException {
        String name = file.getFileName().toString();
        Path next = file.toAbsolutePath().resolveSibling("." + name + ".next");
        Path folder = next.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (name.toLowerCase(Locale.ROOT).endsWith(".parquet")) {
            writeParquet(next);
        } else if (name.toLowerCase(Locale.ROOT).endsWith(".csv")) {
            writeCsv(next);
        } else {
            throw new InvalidTrainingSetException(file + ": expected a file *.csv or *.parquet");
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void writeParquet(Path file) throws IOException {
        try (FileAppender<Record> appender = Parquet.write(org.apache.iceberg.Files.localOutput(file.toFile()))
                .schema(schema)
                .set("write.parquet.compression-codec", "zstd")
                .createWriterFunc(GenericParquetWriter::create)
                .overwrite()
                .build()) {
            for (int row = 0; row < set.size(); row++) {
                appender.add(record(row));
            }
        }
    }

    private void writeCsv(Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader(
                        schema.columns().stream().map(Types.NestedField::name).toArray(String[]::new))
                .setRecordSeparator('\n')
                .get();
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                CSVPrinter printer = new CSVPrinter(writer, format)) {
            for (int row = 0; row < set.size(); row++) {
                Record record = record(row);
                for (int column = 0; column < record.size(); column++) {
                    Object value = record.get(column);
                    printer.print(value instanceof OffsetDateTime time ? time.toInstant() : value);
                }
                printer.println();
            }
        }
    }

    private Schema schema(List<Entity> keys) {
        List<Types.NestedField> columns = new ArrayList<>();
        for (Entity key : keys) {
            columns.add(Types.NestedField.required(
                    columns.size() + 1, key.joinKey(), EntityTable.keyType(key.valueType())));
        }
        columns.add(
                Types.NestedField.required(columns.size() + 1, EntityTable.INSTANT, Types.TimestampType.withZone()));
        for (Column column : entities.kept()) {
            columns.add(Types.NestedField.optional(columns.size() + 1, column.name(), column.type()));
        }
        for (int i = 0; i < featureNames.size(); i++) {
            columns.add(Types.NestedField.optional(
                    columns.size() + 1,
                    featureNames.get(i),
                    featureTypes.get(i) == ValueType.INT64 ? Types.LongType.get() : Types.DoubleType.get()));
        }
        if (set.labelled()) {
            columns.add(Types.NestedField.optional(columns.size() + 1, LABEL, Types.DoubleType.get()));
        }
        Set<String> names = new HashSet<>();
        for (Types.NestedField column : columns) {
            if (!names.add(column.name())) {
                throw new InvalidTrainingSetException("two columns are called '" + column.name()
                        + "': ask for full feature names, or rename it in the entity rows");
            }
        }
        return new Schema(columns);
    }

    private Record record(int row) {
        Record record = GenericRecord.create(schema);
        int column = 0;
        for (String key : set.rows().get(row).keys()) {
            record.set(column, key(schema.columns().get(column), key, row));
            column++;
        }
        record.set(column++, set.rows().get(row).asOf().atOffset(ZoneOffset.UTC));
        for (Object kept : entities.values().get(row)) {
            record.set(column++, kept);
        }
        for (int feature = 0; feature < featureTypes.size(); feature++) {
            record.set(column++, value(set.value(row, feature), featureTypes.get(feature)));
        }
        if (set.labelled()) {
            record.set(column, value(set.label(row), ValueType.DOUBLE));
        }
        return record;
    }

    private static Object key(Types.NestedField column, String entity, int row) {
        try {
            return switch (column.type().typeId()) {
                case LONG -> Long.valueOf(entity);
                case INTEGER -> Integer.valueOf(entity);
                default -> entity;
            };
        } catch (NumberFormatException e) {
            throw new InvalidTrainingSetException(
                    "row " + (row + 1) + ": " + column.name() + " is '" + entity + "', expected " + column.type());
        }
    }

    private static @Nullable Object value(double value, ValueType type) {
        if (Double.isNaN(value)) {
            return null;
        }
        return type == ValueType.INT64 ? (Object) (long) value : (Object) value;
    }
}
