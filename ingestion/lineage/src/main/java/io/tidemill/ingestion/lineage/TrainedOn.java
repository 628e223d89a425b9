package io.tidemill.ingestion.lineage;

import io.tidemill.ingestion.lineage.graph.Dataset;
import io.tidemill.ingestion.lineage.graph.DatasetKind;
import io.tidemill.ingestion.lineage.graph.DefinedLineage;
import io.tidemill.schemas.contracts.LakeTables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which versions of models were trained on which snapshots of which tables. */
final class TrainedOn {
    private final TrainingFacts facts;

    TrainedOn(TrainingFacts facts) {
        this.facts = facts;
    }

    /**
     * The versions that have to do with a dataset, the newest first: those of a model, or those trained on a table.
     *
     * @param version of a model: only this one
     * @param snapshot of a table: only those trained on it
     */
    List<TrainedVersion> versions(Dataset dataset, Optional<Long> version, Optional<Long> snapshot)
            throws SQLException {
        List<TrainedVersion> found = new ArrayList<>();
        for (String model : facts.registered()) {
            for (TrainedVersion trained : facts.versions(model)) {
                if (concerns(trained, dataset, version, snapshot)) {
                    found.add(trained);
                }
            }
        }
        found.sort(Comparator.comparing(TrainedVersion::createdAt).reversed());
        return found;
    }

    private static boolean concerns(
            TrainedVersion trained, Dataset dataset, Optional<Long> version, Optional<Long> snapshot) {
        if (dataset.kind() == DatasetKind.MODEL) {
            return dataset.name().equals(DefinedLineage.model(trained.model()))
                    && version.filter(number -> number != trained.version()).isEmpty();
        }
        if (dataset.kind() != DatasetKind.TABLE) {
            return false;
        }
        Long read = trained.snapshotIds().get(dataset.name().substring(LakeTables.NAMESPACE.length() + 1));
        return read != null && snapshot.filter(id -> !id.equals(read)).isEmpty();
    }
}
