package io.tidemill.infra.servers;

import io.tidemill.ingestion.lineage.ObservedRun;
import io.tidemill.ingestion.lineage.TrainedVersion;
import io.tidemill.ingestion.lineage.TrainingFacts;
import io.tidemill.ingestion.lineage.graph.ModelFacts;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.trainingtriggers.modelregistry.ModelRegistry;
import io.tidemill.trainingtriggers.modelregistry.RegisteredModel;
import io.tidemill.trainingtriggers.modeltraining.ModelDefinitions;
import io.tidemill.trainingtriggers.partitionwatch.Run;
import io.tidemill.trainingtriggers.partitionwatch.RunState;
import io.tidemill.trainingtriggers.partitionwatch.RunStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells lineage what the registry and the training runs know. */
final class TrainingLineage implements TrainingFacts {
    private final Path definitions;
    private final ModelRegistry registry;
    private final RunStore runs;

    TrainingLineage(Path definitions, ModelRegistry registry, RunStore runs) {
        this.definitions = definitions;
        this.registry = registry;
        this.runs = runs;
    }

    @Override
    public List<ModelFacts> models() throws IOException {
        return ModelDefinitions.declared(definitions).stream()
                .map(model -> new ModelFacts(
                        model.name(),
                        model.definitionVersion(),
                        model.features().stream()
                                .map(FeatureReference::toString)
                                .toList(),
                        model.population(),
                        model.label().event()))
                .toList();
    }

    @Override
    public List<TrainedVersion> versions(String model) throws SQLException {
        return registry.versions(model).stream()
                .map(version -> new TrainedVersion(
                        version.model(),
                        version.version(),
                        version.runId(),
                        version.snapshotIds(),
                        version.featureVersions(),
                        version.createdAt()))
                .toList();
    }

    @Override
    public List<String> registered() throws SQLException {
        return registry.models().stream().map(RegisteredModel::name).toList();
    }

    @Override
    public List<ObservedRun> runs(int limit) throws SQLException {
        return runs.runs(Optional.empty(), limit).stream()
                .map(TrainingLineage::observed)
                .toList();
    }

    private static ObservedRun observed(Run run) {
        Optional<Long> version = run.state() instanceof RunState.Succeeded succeeded
                ? Optional.of(succeeded.version())
                : Optional.empty();
        Optional<String> detail =
                run.state() instanceof RunState.Failed failed ? Optional.of(failed.detail()) : Optional.empty();
        return new ObservedRun(
                run.id().toString(),
                run.model(),
                state(run.state()),
                run.partition()
                        .map(partition -> Map.of(partition.table(), partition.snapshotId()))
                        .orElse(Map.of()),
                version,
                detail,
                run.createdAt(),
                run.changedAt());
    }

    private static ObservedRun.State state(RunState state) {
        return switch (state.status()) {
            case "held", "pending" -> ObservedRun.State.WAITING;
            case "running" -> ObservedRun.State.RUNNING;
            case "failed" -> ObservedRun.State.FAILED;
            default -> ObservedRun.State.COMPLETE;
        };
    }
}
