package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.decisionengine.scoring.ArtifactLoader;
import io.tidemill.decisionengine.scoring.ModelRefusedException;
import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import io.tidemill.schemas.featureviews.DefinitionProblem;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.slf4j.LoggerFactory;

/**
 * One training run in a process of its own: {@code TrainingRun --spec FILE --out FOLDER}. Standard output is progress, one
 * JSON object a line; the log goes to standard error. With {@code --follow-input} it ends itself when standard input ends,
 * which is when the process that started it is gone.
 */
public final class TrainingRun {
    /** Exit code: the folder holds a {@link RunResult}. */
    public static final int DONE = 0;

    /** Exit code: something failed that may go well another time. */
    public static final int FAILED = 1;

    /** Exit code: the specification or a definition is wrong; another time will not help. */
    public static final int INVALID = 2;

    private static final int ORPHANED = 3;

    private TrainingRun() {}

    public static void main(String[] arguments) {
        PrintStream progress = System.out;
        // Libraries write to standard output as they like; the lines of progress stay alone there.
        System.setOut(System.err);
        List<String> words = List.of(arguments);
        Optional<Path> spec = after(words, "--spec");
        Optional<Path> out = after(words, "--out");
        if (spec.isEmpty() || out.isEmpty()) {
            System.err.println("usage: TrainingRun --spec FILE --out FOLDER [--follow-input]");
            System.exit(INVALID);
            return;
        }
        if (words.contains("--follow-input")) {
            endWith(System.in);
        }
        System.exit(run(spec.get(), out.get(), new Progress(progress, Clock.systemUTC())));
    }

    private static int run(Path specFile, Path folder, Progress progress) {
        try {
            Files.createDirectories(folder);
            RunResult result = result(RunSpec.read(specFile), folder, progress);
            result.write(folder);
            progress.report("done", Map.of("result", result));
            return DONE;
        } catch (InvalidDefinitionsException | InvalidTrainingSetException | ExpiredSnapshotException e) {
            progress.report("invalid", Map.of("detail", String.valueOf(e.getMessage())));
            return INVALID;
        } catch (IOException | XGBoostError | ModelRefusedException | RuntimeException e) {
            progress.report("failed", Map.of("detail", e.toString()));
            LoggerFactory.getLogger(TrainingRun.class).atError().setCause(e).log("training run failed");
            return FAILED;
        }
    }

    private static RunResult result(RunSpec spec, Path folder, Progress progress)
            throws IOException, XGBoostError, ModelRefusedException {
        FeatureDefinitions features = spec.features();
        ModelDefinition definition = ModelDefinitions.find(spec.definitions(), features, spec.model())
                .orElseThrow(() -> new InvalidDefinitionsException(List.of(new DefinitionProblem(
                        "models", 1, "name", "no model '" + spec.model() + "' is defined in " + spec.definitions()))));
        UsedDefinitions used = features.used(definition.features());
        progress.report("definitions", Map.of("featureVersions", used.versions()));
        Optional<Rival> champion = champion(spec).flatMap(model -> Rival.of(model, features, progress));
        Experiment experiment = new Experiment(definition, used, champion.map(Rival::model), progress);
        try (LakeExamples lake = new LakeExamples(spec, definition)) {
            Examples training = lake.asOf(spec.trainAsOf(), features, definition.features());
            progress.report("training-set", Map.of("rows", training.rows(), "positives", training.positiveRows()));
            Optional<RunResult.Skipped> shortage = experiment.shortage(training);
            if (shortage.isPresent()) {
                return shortage.get();
            }
            Examples test = lake.asOf(spec.testAsOf(), features, definition.features());
            progress.report("test-set", Map.of("rows", test.rows(), "positives", test.positiveRows()));
            shortage = experiment.shortage(test);
            if (shortage.isPresent()) {
                return shortage.get();
            }
            Examples championTest = champion.isEmpty() ? test : champion.get().test(lake, spec.testAsOf(), test, used);
            return experiment.run(training, test, championTest, folder);
        }
    }

    private static Optional<ServingModel> champion(RunSpec spec) throws ModelRefusedException {
        if (spec.champion().isEmpty()) {
            return Optional.empty();
        }
        RunSpec.Champion champion = spec.champion().get();
        return Optional.of(ServingModel.prepare(
                new ArtifactLoader().load(champion.artifactUri(), champion.sha256()), champion.version()));
    }

    private static Optional<Path> after(List<String> words, String option) {
        int at = words.indexOf(option);
        return at < 0 || at + 1 == words.size() ? Optional.empty() : Optional.of(Path.of(words.get(at + 1)));
    }

    private static void endWith(InputStream input) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (input.read() >= 0) {
                            continue;
                        }
                    } catch (IOException e) {
                        // A broken pipe is an end as well.
                    }
                    Runtime.getRuntime().halt(ORPHANED);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
