package io.tidemill.trainingtriggers.partitionwatch;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.trainingtriggers.modelregistry.ChampionConflictException;
import io.tidemill.trainingtriggers.modelregistry.ExpectedChampion;
import io.tidemill.trainingtriggers.modelregistry.ModelRegistry;
import io.tidemill.trainingtriggers.modelregistry.ModelVersion;
import io.tidemill.trainingtriggers.modelregistry.NewVersion;
import io.tidemill.trainingtriggers.modelregistry.UnknownVersionException;
import io.tidemill.trainingtriggers.modeltraining.RunResult;
import io.tidemill.trainingtriggers.modeltraining.RunSpec;
import io.tidemill.trainingtriggers.modeltraining.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One attempt at a run: start its process, keep the lease while it works, and bring its result into the registry. */
final class RunExecution {
    private static final List<String> METRICS =
            List.of("auc", "accuracy", "precision", "recall", "f1", "logLoss", "brier");

    private final RunStore store;
    private final ModelRegistry registry;
    private final RunLauncher launcher;
    private final TrainingSettings settings;
    private final Supplier<FeatureCatalogue> serving;
    private final Clock clock;

    /** @param serving the features that models may be made of, asked once for each attempt */
    RunExecution(
            RunStore store,
            ModelRegistry registry,
            RunLauncher launcher,
            TrainingSettings settings,
            Supplier<FeatureCatalogue> serving,
            Clock clock) {
        this.store = store;
        this.registry = registry;
        this.launcher = launcher;
        this.settings = settings;
        this.serving = serving;
        this.clock = clock;
    }

    /**
     * Makes the attempt.
     *
     * @param run a run that is running and ours
     * @return the run as it stands then; nothing if the lease was lost
     * @throws InterruptedException if this runner is to stop; the process is gone then and the run waits again
     */
    Optional<Run> make(Run run) throws IOException, SQLException, InterruptedException {
        RunState.Running running = (RunState.Running) run.state();
        Path folder = settings.runs().resolve(run.id() + "-" + running.attempt());
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(RunResult.FILE));
        Optional<ModelVersion> champion = registry.champion(run.model());
        Process process = launcher.launch(spec(run, champion), folder);
        try {
            Optional<Run> held = await(process, run);
            if (held.isEmpty()) {
                return Optional.empty();
            }
            return store.finish(held.get(), next(held.get(), process, folder, champion));
        } catch (InterruptedException e) {
            process.destroyForcibly().waitFor();
            store.release(run);
            throw e;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Waits for the end of the process; nothing if the lease was lost. */
    private Optional<Run> await(Process process, Run run) throws InterruptedException {
        Instant deadline = clock.instant().plus(settings.timeout());
        long step = Math.max(1, settings.lease().toMillis() / 3);
        Run held = run;
        while (!process.waitFor(step, TimeUnit.MILLISECONDS)) {
            if (clock.instant().isAfter(deadline)) {
                process.destroyForcibly().waitFor();
                return Optional.of(held);
            }
            try {
                Optional<Run> renewed = store.renew(held, settings.lease());
                if (renewed.isEmpty()) {
                    return Optional.empty();
                }
                held = renewed.get();
            } catch (SQLException e) {
                if (clock.instant().isAfter(((RunState.Running) held.state()).leaseUntil())) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(held);
    }

    private RunState next(Run run, Process process, Path folder, Optional<ModelVersion> champion)
            throws IOException, SQLException {
        RunState.Running running = (RunState.Running) run.state();
        int exit = process.exitValue();
        if (exit == TrainingRun.INVALID) {
            return running.toFailed(RunLauncher.lastProgress(folder));
        }
        if (exit != TrainingRun.DONE) {
            return running.afterLoss(
                    "the training process ended with " + exit + ": " + RunLauncher.lastProgress(folder));
        }
        RunResult result = RunResult.read(folder);
        if (result instanceof RunResult.Skipped skipped) {
            return running.toSkipped(skipped.reason(), skipped.detail());
        }
        RunResult.Trained trained = (RunResult.Trained) result;
        ModelVersion version = registry.register(version(run, folder));
        if (!trained.verdict().promote()) {
            return running.toSucceeded(
                    version.version(), trained.auc(), false, trained.verdict().because());
        }
        Map<String, LocalDate> failed = store.failedFeatures(HeldRuns.compared(
                serving.get().definitions(),
                version.features().stream().map(FeatureReference::parse).toList()));
        if (!failed.isEmpty()) {
            return running.toSucceeded(version.version(), trained.auc(), false, FeatureVerdicts.reason(failed));
        }
        List<String> gone = serving.get().unreadable(version.featureVersions());
        if (!gone.isEmpty()) {
            return running.toSucceeded(
                    version.version(),
                    trained.auc(),
                    false,
                    "it was trained on " + String.join(", ", gone) + ", which was retired meanwhile");
        }
        try {
            registry.setChampion(
                    run.model(), version.version(), expected(champion, version), "training run " + run.id());
            return running.toSucceeded(
                    version.version(), trained.auc(), true, trained.verdict().because());
        } catch (ChampionConflictException e) {
            return running.afterLoss("it was compared with a champion that is none any more: " + e.getMessage());
        } catch (UnknownVersionException e) {
            throw new IllegalStateException("the version that was just registered is not there", e);
        }
    }

    private RunSpec spec(Run run, Optional<ModelVersion> champion) {
        return new RunSpec(
                run.model(),
                settings.definitions(),
                Optional.of(CatalogueJson.write(serving.get())),
                run.trainAsOf(),
                run.testAsOf(),
                run.partition()
                        .map(partition -> Map.of(partition.table(), partition.snapshotId()))
                        .orElse(Map.of()),
                run.lakeVersion(),
                Optional.of("run-" + run.id()),
                settings.lake().toSettings(),
                champion.map(version ->
                        new RunSpec.Champion(version.version(), version.artifactUri(), version.artifactSha256())));
    }

    private static NewVersion version(Run run, Path folder) throws IOException {
        String reportText = Files.readString(folder.resolve(RunResult.REPORT));
        JsonNode report = Json.MAPPER.readTree(reportText);
        JsonNode artifact =
                Json.MAPPER.readTree(folder.resolve(RunResult.ARTIFACT).toFile());
        Map<String, Double> metrics = new LinkedHashMap<>();
        METRICS.forEach(
                name -> metrics.put(name, report.path("evaluation").path(name).asDouble()));
        return new NewVersion(
                run.model(),
                run.id().toString(),
                Files.readAllBytes(folder.resolve(RunResult.ARTIFACT)),
                Json.MAPPER.convertValue(artifact.path("features"), new TypeReference<List<String>>() {}),
                Json.MAPPER.convertValue(artifact.path("featureVersions"), new TypeReference<List<String>>() {}),
                Json.MAPPER.convertValue(report.path("snapshotIds"), new TypeReference<Map<String, Long>>() {}),
                Json.MAPPER.convertValue(report.path("parameters"), new TypeReference<Map<String, Object>>() {}),
                metrics,
                reportText,
                Files.readString(folder.resolve(RunResult.REPORT_PAGE)));
    }

    /** A second attempt may find that the first had promoted its version just before it was killed. */
    private static ExpectedChampion expected(Optional<ModelVersion> champion, ModelVersion version) {
        return champion.filter(served -> served.version() != version.version())
                .<ExpectedChampion>map(served -> new ExpectedChampion.Version(served.version()))
                .orElseGet(() -> champion.isPresent()
                        ? new ExpectedChampion.Version(version.version())
                        : new ExpectedChampion.None());
    }
}
