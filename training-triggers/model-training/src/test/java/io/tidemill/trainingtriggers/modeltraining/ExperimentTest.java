package io.tidemill.trainingtriggers.modeltraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.scoring.ModelArtifact;
import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {
    private static final Instant TRAIN = Instant.parse("1997-09-30T00:00:00Z");
    private static final Instant TEST = Instant.parse("1998-01-01T00:00:00Z");

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private Path folder = Path.of("");
    private ModelDefinition definition = definition(ModelDefinitionsTest.MODEL);

    @BeforeEach
    void useFolder(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void trainsTestsAndReports() throws Exception {
        // When
        RunResult.Trained result = experiment(Optional.empty())
                .run(examples(TRAIN, 600, 1), examples(TEST, 400, 2), examples(TEST, 400, 2), folder);

        // Then
        assertThat(result.auc()).isGreaterThan(0.85);
        assertThat(result.verdict().promote()).isTrue();
        byte[] artifact = Files.readAllBytes(folder.resolve(RunResult.ARTIFACT));
        assertThat(ModelArtifact.sha256(artifact)).isEqualTo(result.sha256());
        ServingModel model = ServingModel.prepare(ModelArtifact.fromBytes(artifact), 1);
        assertThat(model.features()).containsExactly("orders:recency", "orders:count_30d");
        JsonNode report = RunSpec.JSON.readTree(folder.resolve(RunResult.REPORT).toFile());
        assertThat(report.path("evaluation").path("auc").asDouble()).isEqualTo(result.auc());
        assertThat(report.path("snapshotIds").path("order_paid").asLong()).isEqualTo(42);
        assertThat(Files.readString(folder.resolve(RunResult.REPORT_PAGE)))
                .contains("<svg", "ROC curve", "Calibration", "orders:recency", "Promote")
                .doesNotContain("http://", "https://", "<script");
        assertThat(lines.toString(StandardCharsets.UTF_8).lines()).allMatch(line -> line.startsWith("{\"at\":"));
    }

    @Test
    void theSameRowsGiveTheSameModel() throws Exception {
        // When
        RunResult.Trained first = experiment(Optional.empty())
                .run(examples(TRAIN, 500, 1), examples(TEST, 300, 2), examples(TEST, 300, 2), folder);
        RunResult.Trained second = experiment(Optional.empty())
                .run(examples(TRAIN, 500, 1), examples(TEST, 300, 2), examples(TEST, 300, 2), folder);

        // Then
        assertThat(second.sha256()).isEqualTo(first.sha256());
    }

    @Test
    void anEqualChampionStays() throws Exception {
        // Given
        experiment(Optional.empty())
                .run(examples(TRAIN, 500, 1), examples(TEST, 300, 2), examples(TEST, 300, 2), folder);
        ServingModel champion = ServingModel.prepare(
                ModelArtifact.fromBytes(Files.readAllBytes(folder.resolve(RunResult.ARTIFACT))), 5);

        // When
        RunResult.Trained result = experiment(Optional.of(champion))
                .run(examples(TRAIN, 500, 1), examples(TEST, 300, 2), examples(TEST, 300, 2), folder);

        // Then
        assertThat(result.verdict().promote()).isFalse();
        assertThat(RunSpec.JSON
                        .readTree(folder.resolve(RunResult.REPORT).toFile())
                        .path("championVersion")
                        .asLong())
                .isEqualTo(5);
    }

    @Test
    void stopsEarlyWhenNothingGetsBetter() throws Exception {
        // Given
        definition = definition(ModelDefinitionsTest.MODEL.replace(
                "{rounds: 50, seed: 3}", "{rounds: 400, eta: 0.5, earlyStoppingRounds: 5}"));

        // When
        experiment(Optional.empty())
                .run(examples(TRAIN, 600, 1), examples(TEST, 300, 2), examples(TEST, 300, 2), folder);

        // Then
        assertThat(RunSpec.JSON
                        .readTree(folder.resolve(RunResult.REPORT).toFile())
                        .path("parameters")
                        .path("rounds")
                        .asInt())
                .isBetween(1, 399);
    }

    @Test
    void tooFewRowsAreNoModel() {
        // Given
        Examples few = examples(TRAIN, 199, 1);
        Examples oneSided =
                new Examples(TRAIN, few.columns(), List.of("a", "b"), new double[2][2], new boolean[2], Map.of());

        // Then
        assertThat(experiment(Optional.empty()).shortage(few).orElseThrow().reason())
                .isEqualTo(RunResult.SkipReason.TOO_FEW_ROWS);
        assertThat(experiment(Optional.empty()).shortage(oneSided)).isPresent();
        assertThat(experiment(Optional.empty()).shortage(examples(TRAIN, 200, 1)))
                .isEmpty();
    }

    private Experiment experiment(Optional<ServingModel> champion) {
        Clock clock = Clock.fixed(TEST, ZoneOffset.UTC);
        return new Experiment(
                definition,
                new UsedDefinitions(List.of("member_orders@v2"), List.of()),
                champion,
                new Progress(new PrintStream(lines, true, StandardCharsets.UTF_8), clock));
    }

    private static ModelDefinition definition(String text) {
        try {
            Path folder = Files.createTempDirectory("definitions");
            ModelDefinitionsTest.write(folder, text);
            return ModelDefinitions.find(folder, FeatureDefinitions.read(folder), "churn")
                    .orElseThrow();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Examples examples(Instant asOf, int rows, long seed) {
        Random random = new Random(seed);
        List<String> entities = new ArrayList<>();
        double[][] values = new double[rows][];
        boolean[] positives = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            double recency = random.nextDouble() * 100;
            entities.add("m" + row);
            values[row] = new double[] {random.nextInt(20) == 0 ? Double.NaN : recency, random.nextInt(4)};
            positives[row] = recency + 10 * random.nextGaussian() > 50;
        }
        return new Examples(
                asOf,
                List.of("orders:recency", "orders:count_30d"),
                entities,
                values,
                positives,
                Map.of("order_paid", 42L));
    }
}
