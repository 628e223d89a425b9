package io.tidemill.featurejobs.trainingsets.files;

import io.tidemill.featurejobs.trainingsets.EntityRow;
import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import io.tidemill.schemas.featureviews.ValueType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Entity rows as a file has them: each key in a column that is called like its join key, the instant in {@value
 * #INSTANT} as in Feast, and whatever other columns there are, which are kept.
 *
 * @param rows in the file's order
 * @param kept the other columns
 * @param values of the kept columns, by row, as Iceberg has them
 */
public record EntityTable(List<EntityRow> rows, List<Column> kept, List<@Nullable Object[]> values) {
    /** The column of instants. */
    public static final String INSTANT = "event_timestamp";

    /** A column of a file. */
    public record Column(String name, Type.PrimitiveType type) {}

    public EntityTable {
        rows = List.copyOf(rows);
        kept = List.copyOf(kept);
        values = List.copyOf(values);
    }

    /** The rows of a file one by one. */
    interface Source extends AutoCloseable {
        List<Column> columns();

        /** The next row, a value a column; null at the end. */
        @Nullable
        Object @Nullable [] next() throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Reads a file.
     *
     * @param file {@code .csv} with a header, or {@code .parquet}
     * @param joinKeys the columns of keys, at least one
     * @param asOf the instant of every row; empty to read it from the file
     * @throws InvalidTrainingSetException naming the column or row that is wrong
     * @throws IOException if the file cannot be read
     */
    public static EntityTable read(Path file, List<String> joinKeys, Optional<Instant> asOf) throws IOException {
        try (Source source = open(file)) {
            return read(source, joinKeys, asOf);
        }
    }

    private static Source open(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return CsvSource.open(file);
        }
        if (name.endsWith(".parquet")) {
            return ParquetSource.open(file);
        }
        throw new InvalidTrainingSetException(file + ": expected a file *.csv or *.parquet");
    }

    private static EntityTable read(Source source, List<String> joinKeys, Optional<Instant> asOf) throws IOException {
        List<Column> columns = source.columns();
        List<Integer> keys =
                joinKeys.stream().map(joinKey -> position(columns, joinKey)).toList();
        int instant = -1;
        if (asOf.isEmpty()) {
            instant = position(columns, INSTANT);
        } else if (columns.stream().anyMatch(column -> column.name().equals(INSTANT))) {
            throw new InvalidTrainingSetException(
                    "the file has a column " + INSTANT + ", so one instant for all rows cannot be meant");
        }
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!keys.contains(i) && i != instant) {
                others.add(i);
            }
        }
        List<EntityRow> rows = new ArrayList<>();
        List<@Nullable Object[]> values = new ArrayList<>();
        @Nullable Object @Nullable [] row = source.next();
        while (row != null) {
            int at = instant;
            @Nullable Object[] found = row;
            List<String> entity = keys.stream()
                    .map(key -> text(found[key], columns.get(key).name(), rows.size()))
                    .toList();
            rows.add(new EntityRow(entity, asOf.isPresent() ? asOf.get() : instant(found[at], rows.size())));
            values.add(others.stream().map(other -> found[other]).toArray());
            row = source.next();
        }
        return new EntityTable(rows, others.stream().map(columns::get).toList(), values);
    }

    private static int position(List<Column> columns, String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new InvalidTrainingSetException("the file has no column '" + name + "', it has "
                + String.join(", ", columns.stream().map(Column::name).toList()));
    }

    private static String text(@Nullable Object value, String column, int row) {
        if (value == null) {
            throw new InvalidTrainingSetException("row " + (row + 1) + ": " + column + " is empty, expected a key");
        }
        return value.toString();
    }

    private static Instant instant(@Nullable Object value, int row) {
        return Instants.read(value)
                .orElseThrow(() -> new InvalidTrainingSetException("row " + (row + 1) + ": " + INSTANT + " is '"
                        + (value == null ? "" : value) + "', expected a time such as 2026-04-01T00:00:00Z or a day"));
    }

    /** The type of keys in files, which are text but where the entity's keys are numbers. */
    static Type.PrimitiveType keyType(ValueType type) {
        return switch (type) {
            case INT64 -> Types.LongType.get();
            case INT32 -> Types.IntegerType.get();
            default -> Types.StringType.get();
        };
    }
}
