package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.decisionengine.scoring.ModelArtifact;
import io.tidemill.decisionengine.scoring.ModelRefusedException;
import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Trains on earlier rows, tests on later ones, compares with the champion, and leaves model and reports in a folder. */
final class Experiment {
    private final ModelDefinition definition;
    private final UsedDefinitions used;
    private final Optional<ServingModel> champion;
    private final Progress progress;

    /** @param used what the names of the features stand for */
    Experiment(ModelDefinition definition, UsedDefinitions used, Optional<ServingModel> champion, Progress progress) {
        this.definition = definition;
        this.used = used;
        this.champion = champion;
        this.progress = progress;
    }

    /** Nothing if there are enough rows, else why the run is skipped. */
    Optional<RunResult.Skipped> shortage(Examples examples) {
        RetrainingPolicy policy = definition.policy();
        if (examples.rows() < policy.minimumRows()) {
            return Optional.of(new RunResult.Skipped(
                    RunResult.SkipReason.TOO_FEW_ROWS,
                    examples.rows() + " rows as of " + examples.asOf() + ": expected " + policy.minimumRows()
                            + " or more"));
        }
        int positives = examples.positiveRows();
        if (Math.min(positives, examples.rows() - positives) < policy.minimumPositives()) {
            return Optional.of(new RunResult.Skipped(
                    RunResult.SkipReason.TOO_FEW_POSITIVES,
                    positives + " of " + examples.rows() + " rows bear the label as of " + examples.asOf()
                            + ": expected " + policy.minimumPositives() + " or more with it and without"));
        }
        return Optional.empty();
    }

    /**
     * Trains, tests, and writes everything but the result itself.
     *
     * @param championTest the rows of the test, with the values that the champion is given
     */
    RunResult.Trained run(Examples training, Examples test, Examples championTest, Path folder)
            throws IOException, XGBoostError, ModelRefusedException {
        Trainer.Trained trained = new Trainer(definition, used).train(training, test);
        progress.report("trained", Map.of("rounds", trained.rounds()));
        byte[] artifact = trained.artifact().toBytes();
        ServingModel model = ServingModel.prepare(trained.artifact(), 0);
        Evaluation evaluation = evaluate(model, test);
        Optional<Evaluation> championEvaluation = champion.map(served -> evaluate(served, championTest));
        Verdict verdict = Verdict.of(evaluation.auc(), championEvaluation.map(Evaluation::auc));
        Map<String, Object> parameters =
                new LinkedHashMap<>(definition.trainer().parameters());
        parameters.put("rounds", trained.rounds());
        RunReport report = new RunReport(
                definition.name(),
                definition.definitionVersion(),
                definition.label().text(),
                training.asOf(),
                test.asOf(),
                new TreeMap<>(test.snapshotIds()),
                used.versions(),
                parameters,
                "xgboost " + trained.artifact().libraryVersion(),
                ModelArtifact.sha256(artifact),
                training.rows(),
                training.positiveRows(),
                evaluation,
                championEvaluation,
                champion.map(ServingModel::version),
                verdict,
                trained.gains(),
                FeatureProfile.of(training, trained.artifact().features()));
        Files.write(folder.resolve(RunResult.ARTIFACT), artifact);
        RunSpec.JSON.writeValue(folder.resolve(RunResult.REPORT).toFile(), report);
        Files.writeString(folder.resolve(RunResult.REPORT_PAGE), new ReportPage(report).html(), StandardCharsets.UTF_8);
        progress.report(
                "evaluated",
                Map.of("auc", evaluation.auc(), "promote", verdict.promote(), "because", verdict.because()));
        return new RunResult.Trained(report.artifactSha256(), evaluation.auc(), verdict);
    }

    /** A feature that is not defined any more is missing, as it is where the model serves. */
    private static Evaluation evaluate(ServingModel model, Examples test) {
        int[] columns =
                model.features().stream().mapToInt(test.columns()::indexOf).toArray();
        double[] scores = Arrays.stream(test.values())
                .mapToDouble(row -> model.score(Arrays.stream(columns)
                                .mapToDouble(column -> column < 0 ? Double.NaN : row[column])
                                .toArray())
                        .value())
                .toArray();
        return Evaluation.of(scores, test.positives());
    }
}
