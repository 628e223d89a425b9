package io.tidemill.trainingtriggers.partitionwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.infra.topictransactions.TopicPlaces;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.FeaturesJudged;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.QualityJudged;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featurecatalogue.CatalogueEntry;
import io.tidemill.schemas.featurecatalogue.CatalogueJson;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featurecatalogue.Past;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.ViewVersion;
import io.tidemill.schemas.registryclient.SchemaSource;
import io.tidemill.trainingtriggers.modelregistry.ArtifactStore;
import io.tidemill.trainingtriggers.modelregistry.ModelRegistry;
import io.tidemill.trainingtriggers.modeltraining.RunResult;
import io.tidemill.trainingtriggers.modeltraining.Verdict;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionWatchTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final TestPostgres POSTGRES = TestPostgres.start();
    private static final TestKafka KAFKA = TestKafka.start();
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final String FEATURES =
            """
            project: shop
            entities: [{name: member, joinKey: member_id, valueType: string}]
            streamFeatureViews:
              - {name: orders, entity: member, source: order.paid, owner: crm,
                 features: [{name: recency, function: time_since_last}]}
            """;

    private static Path definitions = Path.of("");
    private static ModelRegistry registry = ModelRegistry.open(
            POSTGRES.dataSource(), new ArtifactStore(Path.of("unused").toUri()), CLOCK);
    private static int month = 0;

    private final RunStore store = RunStore.open(POSTGRES.dataSource(), CLOCK);
    private final TestingLauncher launcher = new TestingLauncher();
    private volatile FeatureCatalogue serving = FeatureCatalogue.of(FeatureDefinitions.parse("shop.yaml", FEATURES));
    private Path folder = Path.of("");
    private LocalDate day = LocalDate.EPOCH;
    private String model = "";

    @BeforeAll
    static void open(@TempDir Path temporary) throws Exception {
        KAFKA.create(List.of(Topics.PARTITIONS_COMPLETED, Topics.QUALITY_VERDICTS, Topics.FEATURE_VERDICTS));
        registry = ModelRegistry.open(POSTGRES.dataSource(), new ArtifactStore(temporary.toUri()), CLOCK);
        definitions = temporary.resolve("definitions");
        Files.createDirectories(definitions.resolve("features"));
        Files.createDirectories(definitions.resolve("models"));
        Files.writeString(definitions.resolve("features/shop.yaml"), FEATURES);
    }

    @AfterAll
    static void stop() {
        KAFKA.close();
        POSTGRES.close();
    }

    /** Each test has a model and a month of its own. */
    @BeforeEach
    void define(@TempDir Path temporary) throws Exception {
        folder = temporary;
        month++;
        day = LocalDate.of(1997, 1, 1).plusMonths(month).minusDays(1);
        model = "churn-" + month;
        Files.writeString(
                definitions.resolve("models/churn.yaml"),
                """
                name: %s
                entity: member
                population: {event: order.paid}
                label: {kind: no-event-within, event: order.paid, horizon: P30D}
                features: ["orders:recency"]
                policy: {table: order_paid, every: month}
                """
                        .formatted(model));
    }

    @AfterEach
    void undefine() throws Exception {
        Files.delete(definitions.resolve("models/churn.yaml"));
        Files.deleteIfExists(definitions.resolve("quality/order_paid.yaml"));
        Files.deleteIfExists(definitions.resolve("quality/parcel_sent.yaml"));
    }

    @Test
    void aCompletedMonthMakesOneRunAndOneChampion() throws Exception {
        // When: two servers watch, and the partition is announced twice
        try (PartitionWatch first = watch();
                PartitionWatch second = watch()) {
            complete(day, 1);
            complete(day, 1);
            complete(day.minusDays(3), 1);
            Run run = awaitEnded();

            // Then
            assertThat(run.state()).isEqualTo(new RunState.Succeeded(1, 0.8, true, "there is no champion yet"));
            assertThat(run.testAsOf()).isEqualTo(day.minusDays(29) + "T00:00:00Z");
            assertThat(run.trainAsOf()).isEqualTo(day.minusDays(59) + "T00:00:00Z");
            complete(day, 2);
            await().atMost(LONG).until(() -> runs().size() == 2 && ended(runs().get(0)));
        }
        assertThat(registry.champion(model)).map(version -> version.runId()).isPresent();
        assertThat(registry.versions(model)).hasSize(2);
        assertThat(launcher.launched()).hasSize(2);
        assertThat(launcher.launched().get(0).snapshotIds()).containsEntry("order_paid", 7L);
        assertThat(launcher.launched().get(0).champion()).isEmpty();
        assertThat(launcher.launched().get(1).champion()).isPresent();
    }

    @Test
    void aRunGoesByWhatServesAndAModelOfWhatWasRetiredDoesNotServe() throws Exception {
        // Given: a second version of the view serves, while the folder still has the first
        FeatureDefinitions read = FeatureDefinitions.parse("shop.yaml", FEATURES);
        ViewVersion second = read.version(read.view("orders").orElseThrow(), 2);
        serving = new FeatureCatalogue(
                "shop",
                7,
                List.copyOf(read.entities()),
                read.unversioned(),
                List.of(),
                List.of(new CatalogueEntry(second, true, new Past.Streamed())),
                Map.of("orders", 2));
        launcher.trainedOn("orders@v1");

        // When: a model comes that was trained on the first, which was retired meanwhile, and then one of the second
        try (PartitionWatch watch = watch()) {
            complete(day, 1);
            Run run = awaitEnded();
            launcher.trainedOn("orders@v2");
            complete(day, 2);
            await().atMost(LONG).until(() -> runs().size() == 2 && ended(runs().get(0)));

            // Then
            assertThat(run.state())
                    .isEqualTo(new RunState.Succeeded(
                            1, 0.8, false, "it was trained on orders@v1, which was retired meanwhile"));
            assertThat(runs().get(0).state()).isInstanceOf(RunState.Succeeded.class);
        }
        assertThat(launcher.launched())
                .allSatisfy(spec ->
                        assertThat(spec.catalogue()).map(CatalogueJson::read).contains(serving));
        assertThat(registry.champion(model).orElseThrow().featureVersions()).containsExactly("orders@v2");
    }

    @Test
    void aKilledRunIsTriedAgain() throws Exception {
        // Given
        launcher.onLaunch(1, "kill -9 $$");

        // When
        try (PartitionWatch watch = watch()) {
            complete(day, 1);
            Run run = awaitEnded();

            // Then
            assertThat(run.state()).isInstanceOf(RunState.Succeeded.class);
        }
        assertThat(launcher.launched()).hasSize(2);
    }

    @Test
    void aRunWhoseRunnerIsGoneIsTakenOver() throws Exception {
        // Given: a runner that took the run and was never heard of again
        try (PartitionWatch watch = watch()) {
            launcher.onLaunch(1, "sleep 60");
            complete(day, 1);
            await().atMost(LONG).until(() -> launcher.launched().size() == 1);
        }
        Run abandoned = store.claim("gone", Duration.ofMillis(1)).orElseThrow();

        // When
        try (PartitionWatch watch = watch()) {
            Run run = awaitEnded();

            // Then: it ends well, and the lost runner can write nothing any more
            assertThat(run.state()).isInstanceOf(RunState.Succeeded.class);
            assertThat(store.finish(abandoned, new RunState.Failed(1, "late"))).isEmpty();
        }
    }

    @Test
    void whatCannotGoWellIsNotTriedAgain() throws Exception {
        // Given
        launcher.onLaunch(1, "echo '{\"step\":\"invalid\"}'; exit 2");

        // When
        try (PartitionWatch watch = watch()) {
            complete(day, 1);

            // Then
            assertThat(awaitEnded().state()).isEqualTo(new RunState.Failed(1, "{\"step\":\"invalid\"}"));
        }
    }

    @Test
    void aRejectedModelIsRegisteredAndDoesNotServe() throws Exception {
        // Given
        launcher.result(new RunResult.Trained("unused", 0.5, new Verdict(false, "no better than chance")));

        // When
        try (PartitionWatch watch = watch()) {
            complete(day, 1);

            // Then
            assertThat(awaitEnded().state()).isEqualTo(new RunState.Succeeded(1, 0.5, false, "no better than chance"));
        }
        assertThat(registry.champion(model)).isEmpty();
        assertThat(registry.versions(model)).hasSize(1);
    }

    @Test
    void aRunIsHeldUntilItsDayHasAGoodVerdict() throws Exception {
        // Given
        expect("must");
        try (PartitionWatch watch = watch()) {
            // When
            complete(day, 1);
            await().atMost(LONG).until(() -> !runs().isEmpty());

            // Then: it waits, and says for what
            assertThat(runs().get(0).state())
                    .isEqualTo(new RunState.Held(
                            "waits for the verdict on the quality of order_paid " + day + " revision 1"));
            judge(day, 1, "failed", List.of("amount-there"));
            await().atMost(LONG).until(() -> reason(runs().get(0)).contains("failed: amount-there"));
            assertThat(launcher.launched()).isEmpty();
            assertThat(store.claim("runner", LEASE)).isEmpty();
        }

        // And: once it is released, also after a restart, it runs once
        judge(day, 1, "released", List.of("amount-there"));
        judge(day, 1, "released", List.of("amount-there"));
        try (PartitionWatch watch = watch()) {
            assertThat(awaitEnded().state()).isInstanceOf(RunState.Succeeded.class);
            judge(day, 1, "failed", List.of("amount-there"));
            judge(day.minusDays(9), 1, "passed", List.of());
            complete(day.minusDays(9), 1);
            await().atMost(LONG).until(() -> position() == end());
            assertThat(watch.routes().name()).isEqualTo("runs");
        }
        assertThat(runs()).hasSize(1);
        assertThat(launcher.launched()).hasSize(1);
    }

    @Test
    void aRunIsHeldWhileAFeatureOfItsModelIsNotWhatTheLakeRecomputes() throws Exception {
        // Given a day on which a feature of the model failed, and one of no model of ours
        compared(day, 1, "failed", List.of("orders:recency", "orders:other"));
        try (PartitionWatch watch = watch()) {
            await().atMost(LONG).until(() -> followed(Topics.FEATURE_VERDICTS));
            // When a day completes
            complete(day, 1);
            await().atMost(LONG).until(() -> !runs().isEmpty());

            // Then the run waits, and says for what
            assertThat(reason(runs().get(0)))
                    .isEqualTo("what is served is not what the lake recomputes: orders:recency on " + day
                            + "; see the report, then repair it or release the day");
            // And a good verdict on the quality of the day does not let it go, nor an earlier day's on the feature
            judge(day, 1, "passed", List.of());
            compared(day.minusDays(1), 1, "passed", List.of());
            await().atMost(LONG).until(() -> followed(Topics.FEATURE_VERDICTS) && followed(Topics.QUALITY_VERDICTS));
            assertThat(reason(runs().get(0))).contains("orders:recency");
            assertThat(launcher.launched()).isEmpty();

            // When a person releases the day
            compared(day, 1, "released", List.of("orders:recency"));
            // Then it runs
            assertThat(awaitEnded().state()).isInstanceOf(RunState.Succeeded.class);
            assertThat(watch.routes().name()).isEqualTo("runs");
        }
    }

    @Test
    void aModelIsNotPromotedWhenAFeatureFailedWhileItWasTrained() throws Exception {
        // Given a model that is better than what there is, and is being trained
        Path end = folder.resolve("end");
        launcher.onLaunch(1, "while [ ! -e " + end + " ]; do sleep 0.05; done");
        try (PartitionWatch watch = watch()) {
            complete(day, 1);
            await().atMost(LONG).until(() -> launcher.launched().size() == 1);
            // When a feature of it becomes known to be wrong before it ends
            compared(day, 1, "failed", List.of("orders:recency"));
            await().atMost(LONG).until(() -> followed(Topics.FEATURE_VERDICTS));
            Files.createFile(end);
            // Then it is registered, and does not serve
            assertThat(awaitEnded().state()).isInstanceOfSatisfying(RunState.Succeeded.class, succeeded -> {
                assertThat(succeeded.promoted()).isFalse();
                assertThat(succeeded.because()).contains("orders:recency on " + day);
            });
            assertThat(registry.champion(model)).isEmpty();
            assertThat(registry.versions(model)).hasSize(1);
            compared(day, 1, "released", List.of("orders:recency"));
            await().atMost(LONG).until(() -> followed(Topics.FEATURE_VERDICTS));
            assertThat(watch.routes().name()).isEqualTo("runs");
        }
    }

    @Test
    void aRunWaitsForItsQualityToo() throws Exception {
        // Given a run that waits for both
        expect("must");
        compared(day, 1, "failed", List.of("orders:recency"));
        try (PartitionWatch watch = watch()) {
            await().atMost(LONG).until(() -> followed(Topics.FEATURE_VERDICTS));
            complete(day, 1);
            await().atMost(LONG).until(() -> !runs().isEmpty());
            // When the feature is as it should be on a later day
            compared(day.plusDays(1), 1, "passed", List.of());
            await().atMost(LONG).until(() -> followed(Topics.FEATURE_VERDICTS));
            // Then it still waits, for the quality alone
            assertThat(reason(runs().get(0))).startsWith("waits for the verdict on the quality of order_paid " + day);
            judge(day, 1, "passed", List.of());
            assertThat(awaitEnded().state()).isInstanceOf(RunState.Succeeded.class);
            assertThat(watch.routes().name()).isEqualTo("runs");
        }
    }

    @Test
    void aLaterRevisionTakesThePlaceOfOneThatFailed() throws Exception {
        // Given
        expect("must");
        try (PartitionWatch watch = watch()) {
            complete(day, 1);
            judge(day, 1, "failed", List.of("amount-there"));
            await().atMost(LONG)
                    .until(() -> !runs().isEmpty() && reason(runs().get(0)).contains("failed"));

            // When: the verdict comes before the revision it is about
            judge(day, 2, "passed", List.of());
            complete(day, 2);
            await().atMost(LONG).until(() -> runs().size() == 2 && ended(runs().get(0)));

            // Then
            assertThat(runs().get(0).state()).isInstanceOf(RunState.Succeeded.class);
            assertThat(((RunState.Skipped) runs().get(1).state()).reason()).isEqualTo(RunResult.SkipReason.SUPERSEDED);
            assertThat(watch.routes().name()).isEqualTo("runs");
        }
        assertThat(launcher.launched()).hasSize(1);
    }

    @Test
    void nobodyWaitsWhereNothingCanFail() throws Exception {
        // Given
        expect("should");

        // When: no verdict comes
        try (PartitionWatch watch = watch()) {
            complete(day, 1);

            // Then
            assertThat(awaitEnded().state()).isInstanceOf(RunState.Succeeded.class);
            assertThat(watch.routes().name()).isEqualTo("runs");
        }
    }

    @Test
    void expectationsOfATypeThatIsRegisteredLaterHoldNothingUpOnceItIs() throws Exception {
        // Given
        Files.createDirectories(definitions.resolve("quality"));
        Files.writeString(
                definitions.resolve("quality/parcel_sent.yaml"),
                "table: parcel_sent\nexpectations:\n  - {name: a, kind: null-share, column: grams, severity: must}\n");
        try (TestingRegistry registry = new TestingRegistry()) {
            SchemaSource source = new SchemaSource(registry.url(), "", "", "", true);
            try (PartitionWatch watch = watch(source.open())) {
                complete(day, 1);

                // When
                registry.add(
                        "parcel.sent",
                        1,
                        1001,
                        "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"grams\",\"type\":\"int\"}]}");

                // Then
                assertThat(awaitEnded().state()).isInstanceOf(RunState.Succeeded.class);
                assertThat(watch.routes().name()).isEqualTo("runs");
            }
        }
    }

    @Test
    void aScientistAsksForInstants() throws Exception {
        // Given
        launcher.result(new RunResult.Skipped(RunResult.SkipReason.TOO_FEW_ROWS, "3 rows"));
        complete(day.minusDays(1), 1);
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        String token = tokens.issue("ann", "default", Set.of(Role.SCIENTIST), Duration.ofMinutes(5));
        ServerParts parts = new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), CLOCK);
        try (PartitionWatch watch = watch();
                HttpServer server = HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(watch.routes()))) {
            String early = "{\"model\":\"" + model + "\",\"trainAsOf\":\"1996-10-01\",\"testAsOf\":\"1996-12-01\","
                    + "\"lakeVersion\":\"spring\"}";
            await().atMost(LONG).until(() -> send(server, token, early).statusCode() == 202);

            // When
            JsonNode asked = Json.read(send(server, token, early).body());

            // Then
            assertThat(asked.path("trainAsOf").asText()).isEqualTo("1996-10-01T00:00:00Z");
            assertThat(asked.path("lakeVersion").asText()).isEqualTo("spring");
            assertThat(asked.path("state").path("status").asText()).isEqualTo("pending");
            assertThat(awaitEnded().state()).isInstanceOf(RunState.Skipped.class);
            assertThat(problem(send(server, token, early.replace("1996-12-01", "1999-12-01"))))
                    .isEqualTo("422 testAsOf");
            assertThat(problem(send(server, token, early.replace("1996-10-01", "1996-11-30"))))
                    .isEqualTo("422 trainAsOf");
            assertThat(problem(send(server, token, early.replace("1996-10-01", "soon"))))
                    .isEqualTo("422 trainAsOf");
            assertThat(problem(send(server, token, "{\"model\":\"none\"}"))).isEqualTo("422 model");
        }
    }

    private static void expect(String severity) throws Exception {
        Files.createDirectories(definitions.resolve("quality"));
        Files.writeString(
                definitions.resolve("quality/order_paid.yaml"),
                "table: order_paid\nexpectations:\n  - {name: amount-there, kind: null-share, column: amount, severity: "
                        + severity + "}\n");
    }

    private static String reason(Run run) {
        return run.state() instanceof RunState.Held held ? held.reason() : "";
    }

    private long position() throws Exception {
        return store.transactions().run(connection -> new TopicPlaces(RunStore.SCHEMA)
                .next(connection, Topics.PARTITIONS_COMPLETED.name()));
    }

    private static long end() {
        return KAFKA.committedRecords(Topics.PARTITIONS_COMPLETED.name()).size();
    }

    private boolean followed(Topic topic) throws Exception {
        return store.transactions().run(connection -> new TopicPlaces(RunStore.SCHEMA).next(connection, topic.name()))
                == KAFKA.committedRecords(topic.name()).size();
    }

    private static void compared(LocalDate day, int revision, String verdict, List<String> failed) throws Exception {
        FeaturesJudged judged = FeaturesJudged.newBuilder()
                .setPartition(day)
                .setRevision(revision)
                .setVerdict(verdict)
                .setFailedFeatures(failed)
                .setJudgedFeatures(List.of("orders:recency", "orders:other"))
                .setJudgedBy("test")
                .setJudgedAt(Instant.EPOCH)
                .build();
        send(new Event(
                day + "/" + revision + "/" + verdict,
                "/test",
                EventTypes.FEATURES_JUDGED,
                day + "/" + revision,
                CLOCK.instant(),
                "default",
                judged));
    }

    private static void judge(LocalDate day, int revision, String verdict, List<String> failedRules) throws Exception {
        QualityJudged judged = QualityJudged.newBuilder()
                .setTable("tidemill.order_paid")
                .setPartition(day)
                .setRevision(revision)
                .setSnapshotId(7)
                .setVerdict(verdict)
                .setDefinitionVersion("v1")
                .setFailedRules(failedRules)
                .setJudgedBy("test")
                .setJudgedAt(Instant.EPOCH)
                .build();
        send(new Event(
                day + "/" + revision + "/" + verdict,
                "/test",
                EventTypes.QUALITY_JUDGED,
                "tidemill.order_paid/" + day + "/" + revision,
                CLOCK.instant(),
                "default",
                judged));
    }

    private static void send(Event event) throws Exception {
        Topic topic =
                switch (event.type()) {
                    case EventTypes.QUALITY_JUDGED -> Topics.QUALITY_VERDICTS;
                    case EventTypes.FEATURES_JUDGED -> Topics.FEATURE_VERDICTS;
                    default -> Topics.PARTITIONS_COMPLETED;
                };
        try (KafkaProducer<byte[], byte[]> producer = KAFKA.producer()) {
            producer.send(new EventCodec(ReleasedSchemas.load()).encode(topic, 0, event, CLOCK.instant()))
                    .get();
        }
    }

    private PartitionWatch watch() {
        return watch(ReleasedSchemas.load());
    }

    private PartitionWatch watch(EventSchemas schemas) {
        TrainingSettings settings = new TrainingSettings(
                definitions,
                folder.resolve("runs"),
                "unused",
                "64m",
                1,
                LEASE,
                LONG,
                CatalogSettings.jdbc("unused", "unused"));
        return PartitionWatch.start(
                settings,
                KAFKA.bootstrapServers(),
                () -> serving,
                schemas,
                POSTGRES.dataSource(),
                registry,
                launcher,
                CLOCK);
    }

    private List<Run> runs() throws Exception {
        return store.runs(Optional.of(model), 10);
    }

    private Run awaitEnded() throws Exception {
        await().atMost(LONG).until(() -> !runs().isEmpty() && ended(runs().get(0)));
        return runs().get(0);
    }

    /** A run that is held has not even begun. */
    private static boolean ended(Run run) {
        return run.state() instanceof RunState.Succeeded
                || run.state() instanceof RunState.Failed
                || run.state() instanceof RunState.Skipped;
    }

    private static void complete(LocalDate day, int revision) throws Exception {
        PartitionCompleted completed = PartitionCompleted.newBuilder()
                .setTable("tidemill.order_paid")
                .setPartition(day)
                .setRevision(revision)
                .setSnapshotId(7)
                .setRows(100)
                .setWatermark(Instant.EPOCH)
                .build();
        Event event = new Event(
                day + "/" + revision,
                "/test",
                EventTypes.PARTITION_COMPLETED,
                "order_paid/" + day + "/" + revision,
                CLOCK.instant(),
                "default",
                completed);
        send(event);
    }

    private static String problem(HttpResponse<byte[]> response) {
        return response.statusCode() + " "
                + Json.read(response.body()).path("field").asText();
    }

    private static HttpResponse<byte[]> send(HttpServer server, String token, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/api/runs"))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
