package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.FeatureReference;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Features, and a label where asked for, of entities as of instants: every row asked for, once, in its order. */
public final class TrainingSet {
    /** The snapshot id of a table that has no snapshot yet. */
    public static final long NO_SNAPSHOT = -1;

    private final List<FeatureReference> columns;
    private final List<EntityRow> rows;
    private final double[][] values;
    private final Optional<double[]> labels;
    private final Map<String, Long> snapshotIds;

    TrainingSet(
            List<FeatureReference> columns,
            List<EntityRow> rows,
            double[][] values,
            Optional<double[]> labels,
            Map<String, Long> snapshotIds) {
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
        this.values = Objects.requireNonNull(values, "values");
        this.labels = Objects.requireNonNull(labels, "labels");
        this.snapshotIds = Map.copyOf(snapshotIds);
    }

    /** The features, in the order of the request. */
    public List<FeatureReference> columns() {
        return columns;
    }

    /** The entity rows, in the order of the request. */
    public List<EntityRow> rows() {
        return rows;
    }

    /** How many rows there are. */
    public int size() {
        return rows.size();
    }

    /** A copy of a row's features in the order of {@link #columns()}; NaN for null; {@code time_since_last} in seconds. */
    public double[] features(int row) {
        return values[row].clone();
    }

    /** One value, as {@link #features} has it. */
    public double value(int row, int column) {
        return values[row][column];
    }

    /** Whether a label was asked for. */
    public boolean labelled() {
        return labels.isPresent();
    }

    /**
     * The label of a row.
     *
     * @throws java.util.NoSuchElementException if none was asked for
     */
    public double label(int row) {
        return labels.orElseThrow()[row];
    }

    /** By table name, the snapshot that was read: asking again with these gives the same training set. */
    public Map<String, Long> snapshotIds() {
        return snapshotIds;
    }

    /** Writes it as CSV with a header: entity, instant, features, label; an empty cell for null. Replaces the file. */
    public void writeCsv(Path file) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            writer.write("entity,as_of");
            for (FeatureReference column : columns) {
                writer.write("," + column);
            }
            writer.write(labelled() ? ",label\n" : "\n");
            for (int row = 0; row < size(); row++) {
                writeRow(writer, row);
            }
        }
    }

    private void writeRow(Writer writer, int row) throws IOException {
        writer.write(quoted(rows.get(row).entity()) + "," + rows.get(row).asOf());
        for (double value : values[row]) {
            writer.write(Double.isNaN(value) ? "," : "," + value);
        }
        writer.write(labelled() ? "," + label(row) + "\n" : "\n");
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
