package io.tidemill.featurejobs.trainingsets.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a person should know of a training set, and what is needed to make it again.
 *
 * @param rows how many
 * @param features references of its columns, in order
 * @param label as it was asked for
 * @param snapshots the snapshot of each table that was read
 * @param featureVersions {@code view@vN} of each view that the features are of, or are computed from; none of definitions of
 *     a folder
 * @param columns by name, features and label
 * @param leaks features that know the label too well
 */
public record TrainingSetReport(
        int rows,
        List<String> features,
        Optional<String> label,
        Map<String, Long> snapshots,
        List<String> featureVersions,
        Map<String, ColumnStatistics> columns,
        List<Leak> leaks) {
    private static final String SNAPSHOTS = "snapshots";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static TrainingSetReport of(
            TrainingSet set, FeatureDefinitions definitions, TrainingSetTable table, Optional<String> label) {
        Map<String, ColumnStatistics> columns = new LinkedHashMap<>();
        List<double[]> values = new ArrayList<>();
        for (int feature = 0; feature < set.columns().size(); feature++) {
            double[] column = new double[set.size()];
            for (int row = 0; row < column.length; row++) {
                column[row] = set.value(row, feature);
            }
            values.add(column);
            columns.put(table.featureNames().get(feature), ColumnStatistics.of(column));
        }
        List<Leak> leaks = List.of();
        if (set.labelled()) {
            double[] labels = new double[set.size()];
            for (int row = 0; row < labels.length; row++) {
                labels[row] = set.label(row);
            }
            columns.put(TrainingSetTable.LABEL, ColumnStatistics.of(labels));
            leaks = Leak.find(table.featureNames(), values, labels);
        }
        return new TrainingSetReport(
                set.size(),
                set.columns().stream().map(Object::toString).toList(),
                label,
                new TreeMap<>(set.snapshotIds()),
                definitions.used(set.columns()).versions(),
                columns,
                leaks);
    }

    void write(Path file) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("rows", rows);
        document.put("features", features);
        label.ifPresent(text -> document.put("label", text));
        document.put(SNAPSHOTS, snapshots);
        document.put("featureVersions", featureVersions);
        document.put("columns", columns);
        document.put("leaks", leaks);
        Files.writeString(file, JSON.writeValueAsString(document) + "\n");
    }

    /**
     * The snapshots that a report names.
     *
     * @throws InvalidTrainingSetException if the file is no report
     */
    static Map<String, Long> snapshots(Path file) throws IOException {
        JsonNode named = JSON.readTree(file.toFile()).path(SNAPSHOTS);
        Map<String, Long> snapshots = new TreeMap<>();
        named.fields().forEachRemaining(entry -> {
            if (!entry.getValue().isIntegralNumber()) {
                throw new InvalidTrainingSetException(file + ": " + SNAPSHOTS + "." + entry.getKey() + " is "
                        + entry.getValue() + ", expected the number of a snapshot");
            }
            snapshots.put(entry.getKey(), entry.getValue().asLong());
        });
        if (snapshots.isEmpty()) {
            throw new InvalidTrainingSetException(file + " names no " + SNAPSHOTS);
        }
        return snapshots;
    }
}
