package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.featurejobs.trainingsets.EntityRow;
import io.tidemill.featurejobs.trainingsets.EntityRows;
import io.tidemill.featurejobs.trainingsets.LakeCatalog;
import io.tidemill.featurejobs.trainingsets.NoEventWithin;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest;
import io.tidemill.featurejobs.trainingsets.TrainingSets;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A model's population out of the lake, as of an instant. */
final class LakeExamples implements AutoCloseable {
    private final JdbcCatalog catalog;
    private final TrainingSets trainingSets;
    private final ModelDefinition definition;
    private final List<FeatureReference> columns;
    private final Map<String, Long> snapshotIds;

    /**
     * Opens the lake.
     *
     * @param alsoRead features that the definition does not name; those that are not defined any more are left out
     */
    LakeExamples(RunSpec spec, ModelDefinition definition, FeatureDefinitions features, List<String> alsoRead) {
        this.definition = definition;
        catalog = LakeCatalog.open(spec.lakeCatalogUri(), spec.lakeWarehouse());
        trainingSets = new TrainingSets(catalog, features);
        columns = Stream.concat(
                        definition.features().stream(),
                        alsoRead.stream().map(FeatureReference::parse).filter(reference -> features.feature(reference)
                                .isPresent()))
                .distinct()
                .toList();
        snapshotIds = still(spec.snapshotIds());
    }

    /** Reads the rows as of an instant, and their labels. */
    Examples asOf(Instant instant) {
        TrainingSet set = trainingSets.make(new TrainingSetRequest(
                columns,
                new EntityRows.EverSeen(definition.population(), instant),
                Optional.of(new NoEventWithin(
                        definition.label().event(), definition.label().horizon())),
                snapshotIds));
        double[][] values =
                IntStream.range(0, set.size()).mapToObj(set::features).toArray(double[][]::new);
        boolean[] positives = new boolean[set.size()];
        for (int row = 0; row < positives.length; row++) {
            positives[row] = set.label(row) > 0;
        }
        return new Examples(
                instant,
                columns.stream().map(FeatureReference::toString).toList(),
                set.rows().stream().map(EntityRow::entity).toList(),
                values,
                positives,
                set.snapshotIds());
    }

    @Override
    public void close() {
        catalog.close();
    }

    /** Without snapshots that have expired since: the table as it is now holds the same rows up to the instants asked for. */
    private Map<String, Long> still(Map<String, Long> pinned) {
        Map<String, Long> kept = new HashMap<>();
        pinned.forEach((table, id) -> {
            TableIdentifier name = TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), table);
            if (catalog.loadTable(name).snapshot(id) != null) {
                kept.put(table, id);
            }
        });
        return kept;
    }
}
