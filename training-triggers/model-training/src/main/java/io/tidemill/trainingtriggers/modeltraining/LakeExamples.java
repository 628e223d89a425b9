package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.featurejobs.trainingsets.EntityRow;
import io.tidemill.featurejobs.trainingsets.EntityRows;
import io.tidemill.featurejobs.trainingsets.NoEventWithin;
import io.tidemill.featurejobs.trainingsets.TrainingSet;
import io.tidemill.featurejobs.trainingsets.TrainingSetRequest;
import io.tidemill.featurejobs.trainingsets.TrainingSets;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.lakecatalog.SnapshotTags;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** A model's population out of the lake, as of an instant. */
final class LakeExamples implements AutoCloseable {
    /** Runs are asked about long after they ended. */
    private static final Duration KEPT = Duration.ofDays(90);

    private final LakeCatalog lake;
    private final Optional<String> tag;
    private final ModelDefinition definition;
    private Map<String, Long> snapshotIds;

    /**
     * Opens the lake.
     *
     * @throws ExpiredSnapshotException if a snapshot that the run is pinned to is gone
     */
    LakeExamples(RunSpec spec, ModelDefinition definition) {
        this.definition = definition;
        lake = LakeCatalog.open(CatalogSettings.of(spec.lake()));
        tag = spec.tag();
        try {
            snapshotIds = pinned(spec);
        } catch (RuntimeException e) {
            lake.close();
            throw e;
        }
    }

    /**
     * Reads the rows as of an instant, and their labels; each time from the same snapshots.
     *
     * @param columns features of the definitions
     */
    Examples asOf(Instant instant, FeatureDefinitions features, List<FeatureReference> columns) {
        TrainingSet set = new TrainingSets(lake.tables(), features)
                .make(new TrainingSetRequest(
                        columns,
                        new EntityRows.EverSeen(definition.population(), instant),
                        Optional.of(new NoEventWithin(
                                definition.label().event(), definition.label().horizon())),
                        snapshotIds));
        hold(set.snapshotIds());
        snapshotIds = set.snapshotIds();
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
        lake.close();
    }

    /** The pinned snapshots; a version of the lake pins the tables that have it. */
    private Map<String, Long> pinned(RunSpec spec) {
        Map<String, Long> pinned = new HashMap<>();
        spec.lakeVersion().ifPresent(version -> {
            pinned.putAll(SnapshotTags.named(lake, LakeTables.NAMESPACE, version));
            if (pinned.isEmpty()) {
                throw new ExpiredSnapshotException("the lake has no version " + version);
            }
        });
        pinned.putAll(spec.snapshotIds());
        hold(pinned);
        return pinned;
    }

    /** What a run reads stays readable: the table as it is now may hold other rows. */
    private void hold(Map<String, Long> snapshots) {
        snapshots.forEach((name, id) -> {
            if (id == TrainingSet.NO_SNAPSHOT || tag.isEmpty()) {
                return;
            }
            Table table = lake.tables().loadTable(TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), name));
            try {
                SnapshotTags.hold(table, tag.get(), id, KEPT);
            } catch (IllegalArgumentException e) {
                throw new ExpiredSnapshotException("table " + name + " has no snapshot " + id
                        + " any more: it expired before the run began; start a run on the table as it is now");
            }
        });
    }
}
