package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.FeatureReference;
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
     * The label of a row; NaN for null.
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
}
