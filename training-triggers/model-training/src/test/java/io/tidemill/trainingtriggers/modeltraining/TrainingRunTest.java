package io.tidemill.trainingtriggers.modeltraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.scoring.ModelArtifact;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.featurecatalogue.CatalogueEntry;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featurecatalogue.Past;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.UsedDefinitions;
import io.tidemill.trainingtriggers.modeltraining.TestingLake.Order;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the main class in a JVM of its own on a real lake. */
class TrainingRunTest {
    private static final TestPostgres POSTGRES = TestPostgres.start();
    private static final Path EXAMPLES = Path.of("../../examples/cdnow");

    private static Path folder = Path.of("");

    @BeforeAll
    static void useFolder(@TempDir Path temporary) {
        folder = temporary;
    }

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }

    @Test
    void trainsOnTheLakeAndComparesWithTheChampion() throws Exception {
        // Given: some order every week, some never again
        Path definitions = folder.resolve("definitions");
        Files.createDirectories(definitions);
        ModelDefinitionsTest.write(definitions, ModelDefinitionsTest.MODEL);
        TestingLake lake = TestingLake.of(POSTGRES, folder.resolve("small"));
        long snapshot = lake.write(orders());
        RunSpec first = spec(
                lake, definitions, Map.of("order_paid", snapshot), Optional.empty(), Optional.empty(), "1997-06-01");
        Path out = folder.resolve("first");

        // When
        int exit = run(first, out);

        // Then
        assertThat(exit).as(Files.readString(out.resolve("progress"))).isEqualTo(TrainingRun.DONE);
        RunResult.Trained trained = (RunResult.Trained) RunResult.read(out);
        assertThat(trained.auc()).isGreaterThan(0.8);
        assertThat(Files.readAllLines(out.resolve("progress")))
                .allMatch(line -> line.startsWith("{\"at\":"))
                .hasSizeGreaterThan(3);
        JsonNode report = RunSpec.JSON.readTree(out.resolve(RunResult.REPORT).toFile());
        assertThat(report.path("snapshotIds").path("order_paid").asLong()).isEqualTo(snapshot);
        assertThat(lake.tag("run-1")).isEqualTo(snapshot);

        // When: once more, against itself, on the version of the lake that the first one read
        RunSpec.Champion champion =
                new RunSpec.Champion(1, out.resolve(RunResult.ARTIFACT).toUri(), trained.sha256());
        RunSpec second = spec(lake, definitions, Map.of(), Optional.of("run-1"), Optional.of(champion), "1997-06-01");
        assertThat(run(second, folder.resolve("second"))).isEqualTo(TrainingRun.DONE);

        // Then: the model is the same, and no better
        RunResult.Trained again = (RunResult.Trained) RunResult.read(folder.resolve("second"));
        assertThat(again.sha256()).isEqualTo(trained.sha256());
        assertThat(again.verdict().promote()).isFalse();

        // When: before there was anything
        RunSpec early = spec(lake, definitions, Map.of(), Optional.empty(), Optional.empty(), "1996-06-01");
        assertThat(run(early, folder.resolve("early"))).isEqualTo(TrainingRun.DONE);

        // Then
        assertThat(RunResult.read(folder.resolve("early"))).isInstanceOf(RunResult.Skipped.class);
    }

    @Test
    void trainsOnWhatServesAndTestsTheChampionOnWhatItWasTrainedOn() throws Exception {
        // Given: two versions of a view, the second of which knows next to nothing, and a folder that has neither
        Path definitions = Files.createDirectories(folder.resolve("versions"));
        ModelDefinitionsTest.write(definitions, ModelDefinitionsTest.MODEL.replace("orders:count_30d", "derived:half"));
        FeatureDefinitions first = FeatureDefinitions.read(definitions);
        Files.writeString(
                definitions.resolve("features/shop.yaml"),
                ModelDefinitionsTest.FEATURES
                        .replace("function: time_since_last", "function: count, window: PT1M")
                        .replace("window: P30D", "window: PT1M")
                        .replace("/ 2.0", "/ 4.0"));
        FeatureDefinitions second = FeatureDefinitions.read(definitions);
        Files.writeString(definitions.resolve("features/shop.yaml"), "project: shop");
        TestingLake lake = TestingLake.of(POSTGRES, folder.resolve("versioned"));
        lake.write(orders());

        // When: a model is trained while the first serves, and another while the second does
        Path one = folder.resolve("on-one");
        assertThat(run(serving(spec(lake, definitions), catalogue(first, second, 1)), one))
                .as(Files.readString(one.resolve("progress")))
                .isEqualTo(TrainingRun.DONE);
        RunResult.Trained champion = (RunResult.Trained) RunResult.read(one);
        Path two = folder.resolve("on-two");
        RunSpec against = spec(
                lake,
                definitions,
                Map.of(),
                Optional.empty(),
                Optional.of(
                        new RunSpec.Champion(1, one.resolve(RunResult.ARTIFACT).toUri(), champion.sha256())),
                "1997-06-01");
        assertThat(run(serving(against, catalogue(first, second, 2)), two)).isEqualTo(TrainingRun.DONE);

        // Then: each says what it was trained on
        JsonNode report = RunSpec.JSON.readTree(two.resolve(RunResult.REPORT).toFile());
        assertThat(report.path("featureVersions")).extracting(JsonNode::asText).containsExactly("orders@v2");
        assertThat(ModelArtifact.fromBytes(Files.readAllBytes(one.resolve(RunResult.ARTIFACT)))
                        .definitions())
                .isEqualTo(new UsedDefinitions(
                        List.of("orders@v1"), first.unversioned().onDemandViews()));
        assertThat(ModelArtifact.fromBytes(Files.readAllBytes(two.resolve(RunResult.ARTIFACT)))
                        .definitions())
                .isEqualTo(new UsedDefinitions(
                        List.of("orders@v2"), second.unversioned().onDemandViews()));
        // And the champion is as good as it was, for it was given the values of its own version
        assertThat(champion.auc()).isGreaterThan(0.8);
        assertThat(report.at("/evaluation/auc").asDouble()).isLessThan(0.6);
        assertThat(report.at("/champion/auc").asDouble()).isEqualTo(champion.auc());

        // When: the first is not computed any more
        Path three = folder.resolve("on-three");
        assertThat(run(serving(against, catalogue(second, second, 2)), three)).isEqualTo(TrainingRun.DONE);

        // Then: the champion gives no score there, and takes no part
        assertThat(Files.readString(three.resolve("progress")))
                .contains("champion-left-out")
                .contains("orders@v1 cannot be read");
        assertThat(RunSpec.JSON
                        .readTree(three.resolve(RunResult.REPORT).toFile())
                        .path("champion")
                        .isNull())
                .isTrue();

        // When: a model names what does not serve
        Files.writeString(
                definitions.resolve("models/churn.yaml"),
                ModelDefinitionsTest.MODEL.replace("orders:count_30d", "orders:count_60d"));
        Path four = folder.resolve("on-four");
        assertThat(run(serving(against, catalogue(first, second, 1)), four)).isEqualTo(TrainingRun.INVALID);
        assertThat(Files.readString(four.resolve("progress")))
                .contains(
                        "models/churn.yaml:5 features[1]: feature 'orders:count_60d' is not defined among those that serve")
                .contains("tidemill features apply");
    }

    @Test
    void aSnapshotThatIsGoneIsNotReplacedByTheTableAsItIs() throws Exception {
        // Given
        Path definitions = Files.createDirectories(folder.resolve("gone"));
        ModelDefinitionsTest.write(definitions, ModelDefinitionsTest.MODEL);
        TestingLake lake = TestingLake.of(POSTGRES, folder.resolve("expired"));
        lake.write(orders());
        RunSpec spec =
                spec(lake, definitions, Map.of("order_paid", 404L), Optional.empty(), Optional.empty(), "1997-06-01");

        // When
        int exit = run(spec, folder.resolve("gone-run"));

        // Then
        assertThat(exit).isEqualTo(TrainingRun.INVALID);
        assertThat(Files.readString(folder.resolve("gone-run/progress")))
                .contains("table order_paid has no snapshot 404 any more");
    }

    @Test
    void aModelThatIsNotDefinedIsInvalid() throws Exception {
        // Given
        Path definitions = Files.createDirectories(folder.resolve("none"));
        ModelDefinitionsTest.write(definitions, ModelDefinitionsTest.MODEL.replace("name: churn", "name: other"));
        RunSpec spec = spec(
                new TestingLake("unused", "unused"),
                definitions,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                "1997-06-01");

        // Then
        assertThat(run(spec, folder.resolve("invalid"))).isEqualTo(TrainingRun.INVALID);
        assertThat(Files.readString(folder.resolve("invalid/progress"))).contains("no model 'churn' is defined");
    }

    /** Versions 1, unless it is the same as the second, and 2 of the views, of which one serves. */
    private static FeatureCatalogue catalogue(FeatureDefinitions first, FeatureDefinitions second, int serves) {
        List<CatalogueEntry> entries = new ArrayList<>();
        for (int number = first.equals(second) ? 2 : 1; number <= 2; number++) {
            FeatureDefinitions of = number == 1 ? first : second;
            for (StreamFeatureView view : of.views()) {
                entries.add(new CatalogueEntry(of.version(view, number), number == serves, new Past.Streamed()));
            }
        }
        return new FeatureCatalogue(
                "shop",
                1,
                List.copyOf(second.entities()),
                (serves == 1 ? first : second).unversioned(),
                List.of(),
                entries,
                Map.of("orders", 2, "in_shops", 2));
    }

    private static RunSpec serving(RunSpec spec, FeatureCatalogue catalogue) {
        return new RunSpec(
                spec.model(),
                spec.definitions(),
                Optional.of(CatalogueJson.write(catalogue)),
                spec.trainAsOf(),
                spec.testAsOf(),
                spec.snapshotIds(),
                spec.lakeVersion(),
                spec.tag(),
                spec.lake(),
                spec.champion());
    }

    private static RunSpec spec(TestingLake lake, Path definitions) {
        return spec(lake, definitions, Map.of(), Optional.empty(), Optional.empty(), "1997-06-01");
    }

    private static RunSpec spec(
            TestingLake lake,
            Path definitions,
            Map<String, Long> snapshotIds,
            Optional<String> lakeVersion,
            Optional<RunSpec.Champion> champion,
            String train) {
        Instant trainAsOf = Instant.parse(train + "T00:00:00Z");
        return new RunSpec(
                "churn",
                definitions,
                Optional.empty(),
                trainAsOf,
                trainAsOf.plusSeconds(92 * 86400),
                snapshotIds,
                lakeVersion,
                Optional.of("run-1"),
                lake.settings().toSettings(),
                champion);
    }

    private static int run(RunSpec spec, Path out) throws IOException, InterruptedException {
        Files.createDirectories(out);
        Path file = out.resolve("spec.json");
        spec.write(file);
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                TrainingRun.class.getName(),
                "--spec",
                file.toString(),
                "--out",
                out.toString(),
                "--follow-input");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        builder.redirectOutput(out.resolve("progress").toFile());
        builder.redirectError(out.resolve("log").toFile());
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private static List<Order> orders() {
        Random random = new Random(5);
        List<Order> orders = new ArrayList<>();
        for (int member = 0; member < 600; member++) {
            LocalDate day = LocalDate.of(1997, 1, 1).plusDays(random.nextInt(60));
            int gap = random.nextBoolean() ? 7 : 20;
            double leaves = random.nextDouble() * 0.1;
            while (day.isBefore(LocalDate.of(1998, 1, 1)) && random.nextDouble() > leaves) {
                orders.add(new Order("m" + member, day, BigDecimal.TEN));
                day = day.plusDays(1 + random.nextInt(gap));
            }
        }
        return orders;
    }
}
