package io.tidemill.ingestion.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClientUtils;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lineage.delivery.Courier;
import io.tidemill.ingestion.lineage.delivery.FileTransport;
import io.tidemill.ingestion.lineage.delivery.HttpTransport;
import io.tidemill.ingestion.lineage.delivery.Outbox;
import io.tidemill.ingestion.lineage.graph.DefinedLineage;
import io.tidemill.ingestion.lineage.observation.CommitObserver;
import io.tidemill.ingestion.lineage.openlineage.RunEvent;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.RuleChange;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final TestPostgres POSTGRES = TestPostgres.start();
    private static final TestKafka KAFKA = TestKafka.start();
    private static final Path DEFINITIONS = Path.of("../../examples/shops");
    private static final Supplier<FeatureDefinitions> FEATURES = () -> read(DEFINITIONS);
    private static final String TOPIC = "lineage.test";
    private static final String RUN = "7d1f2a3c-0000-3000-8000-000000000001";

    private final TestingTraining training = new TestingTraining();
    private Path folder = Path.of("");
    private String warehouse = "";

    @BeforeAll
    static void createTopics() {
        KAFKA.create(List.of(Topics.PARTITIONS_COMPLETED, Topics.RULE_CHANGES));
    }

    @BeforeEach
    void prepare(@TempDir Path temporary) throws Exception {
        folder = temporary;
        warehouse = Files.createDirectories(folder.resolve("lake")).toString();
    }

    @AfterEach
    void clear() throws Exception {
        try (Lake lake = Lake.open(POSTGRES.jdbcUrl(), warehouse)) {
            assertThat(lake.tables()).isNotNull();
        }
        try (Connection connection = POSTGRES.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS lineage CASCADE");
            statement.execute("TRUNCATE iceberg_tables");
        }
    }

    @AfterAll
    static void stop() {
        KAFKA.close();
        POSTGRES.close();
    }

    @Test
    void eachThingIsToldOnceToEveryTransportThroughRestarts() throws Exception {
        // Given: a receiver that is away
        int port = FreePorts.next();
        List<Long> snapshots = new ArrayList<>();
        Path file = folder.resolve("out/lineage.jsonl");
        try (TestingFlinkApi flink = TestingFlinkApi.start()) {
            LineageSettings settings = settings(
                    Optional.of(port), Optional.of(TOPIC), Optional.of(file), Duration.ZERO, Optional.of(flink));
            flink.job("lake-sink", 1000, "RUNNING");
            snapshots.add(commit(10));
            try (Lineage lineage = start(settings)) {
                await().atMost(LONG)
                        .until(() ->
                                told("COMPLETE", "lake-sink.order_paid", file).size() == 1);
                snapshots.add(commit(20));
                snapshots.add(commit(30));
                complete(LocalDate.of(2026, 3, 1), snapshots.get(2));
                train(ObservedRun.State.RUNNING, Optional.empty());
                await().atMost(LONG)
                        .until(() -> told("START", "training.churn", file).size() == 1);
                assertThat(lineage.routes().name()).isEqualTo("lineage");
            }

            // When: it is started again, Flink was killed and came back, and more happens
            flink.job("lake-sink", 2000, "RUNNING");
            snapshots.add(commit(40));
            training.versions.add(new TrainedVersion(
                    "churn",
                    3,
                    RUN,
                    Map.of("order_paid", snapshots.get(2)),
                    List.of("member_orders@v2"),
                    Instant.ofEpochSecond(9)));
            train(ObservedRun.State.COMPLETE, Optional.of(3L));
            try (Lineage lineage = start(settings)) {
                await().atMost(LONG)
                        .until(() -> told("ABORT", "lake-sink", file).size() == 1);
                flink.job("lake-sink", 2000, "FAILED");
                await().atMost(LONG).until(() -> told("FAIL", "lake-sink", file).size() == 1);
                await().atMost(LONG)
                        .until(() -> told("COMPLETE", "training.churn", file).size() == 1);
                await().atMost(LONG)
                        .until(() -> told("COMPLETE", "day.order_paid", file).size() == 1);
                await().atMost(LONG)
                        .until(() ->
                                told("COMPLETE", "lake-sink.order_paid", file).size() == 4);

                // Then: every transport has the same events, the receiver once it is back
                try (TestingReceiver receiver = TestingReceiver.start(port, body -> 201)) {
                    List<String> lines = Files.readAllLines(file);
                    await().atMost(LONG)
                            .until(() -> KAFKA.committedRecords(TOPIC).size() >= lines.size());
                    await().atMost(LONG).until(() -> receiver.bodies().size() >= lines.size());
                    assertThat(receiver.bodies()).isEqualTo(lines);
                    assertThat(KAFKA.committedRecords(TOPIC).stream()
                                    .map(sent -> new String(sent.value(), StandardCharsets.UTF_8)))
                            .isEqualTo(lines);
                }
                assertThat(lineage.routes().routes()).hasSize(1);
            }
        }

        // And: one of each
        assertThat(told("COMPLETE", "lake-sink.order_paid", file).stream().map(LineageTest::outputVersion))
                .isEqualTo(snapshots.stream().map(String::valueOf).toList());
        assertThat(told("START", "lake-sink.order_paid", file)).hasSize(4);
        assertThat(told("START", "lake-sink", file)).hasSize(2);
        assertThat(told("COMPLETE", "day.order_paid", file)).hasSize(1);
        assertThat(told("START", "training.churn", file)).hasSize(1);
        assertValid(Files.readAllLines(file));
        assertForeignClientReads(file, snapshots);
    }

    private void assertForeignClientReads(Path file, List<Long> snapshots) throws IOException {
        OpenLineage.RunEvent commit = OpenLineageClientUtils.runEventFromJson(
                told("COMPLETE", "lake-sink.order_paid", file).get(1).toString());
        OpenLineage.OutputDataset table = commit.getOutputs().get(0);
        assertThat(table.getName()).isEqualTo("tidemill.order_paid");
        assertThat(table.getFacets().getVersion().getDatasetVersion()).isEqualTo(String.valueOf(snapshots.get(1)));
        assertThat(table.getOutputFacets().getOutputStatistics().getRowCount()).isEqualTo(20);
        assertThat(table.getFacets().getSchema().getFields().stream().map(field -> field.getName()))
                .contains("event_id", "amount");
        OpenLineage.InputField amount = Objects.requireNonNull(table.getFacets()
                        .getColumnLineage()
                        .getFields()
                        .getAdditionalProperties()
                        .get("amount"))
                .getInputFields()
                .get(0);
        assertThat(amount.getName() + "." + amount.getField()).isEqualTo("tidemill.events.order.paid.amount");
        OpenLineage.RunEvent trained = OpenLineageClientUtils.runEventFromJson(
                told("COMPLETE", "training.churn", file).get(0).toString());
        assertThat(trained.getRun().getRunId()).isEqualTo(UUID.fromString(RUN));
        assertThat(trained.getInputs().stream()
                        .filter(input -> input.getName().equals("tidemill.order_paid"))
                        .map(input -> input.getFacets().getVersion().getDatasetVersion()))
                .containsExactly(String.valueOf(snapshots.get(2)));
        assertThat(trained.getInputs().stream()
                        .filter(input -> input.getName().equals("member_orders"))
                        .map(input -> input.getFacets().getVersion().getDatasetVersion()))
                .containsExactly("member_orders@v2");
        assertThat(trained.getOutputs().get(0).getFacets().getVersion().getDatasetVersion())
                .isEqualTo("3");
        assertThat(Objects.requireNonNull(trained.getOutputs()
                                .get(0)
                                .getFacets()
                                .getColumnLineage()
                                .getFields()
                                .getAdditionalProperties()
                                .get("score"))
                        .getInputFields()
                        .stream()
                        .map(field -> field.getName() + ":" + field.getField()))
                .contains("member_orders:order_count", "member_visits:visit_count_7d");
    }

    @Test
    void commitsAreNoticedInALakeThatIsReachedByKeysOfItsOwn() throws Exception {
        // Given a lake that is reached by the keys below lake.hadoop alone: a link of Hadoop's to a folder
        CatalogSettings elsewhere = CatalogSettings.of(Map.of(
                "lake.catalog-uri",
                POSTGRES.jdbcUrl(),
                "lake.warehouse",
                "viewfs://lake/tables",
                "lake.hadoop.fs.viewfs.mounttable.lake.link./tables",
                folder.toUri().toString(),
                "lake.hadoop.fs.viewfs.impl.disable.cache",
                "true"));
        try (Lake lake = Lake.open(elsewhere)) {
            lake.tableOf("order.paid").newAppend().commit();
        }
        Map<String, String> keys = new HashMap<>(elsewhere.toSettings());
        keys.put("definitions.folder", DEFINITIONS.toString());
        keys.put("kafka.bootstrap-servers", KAFKA.bootstrapServers());
        Outbox outbox = Outbox.open(POSTGRES.dataSource());
        // When
        look(outbox, LineageSettings.of(Configuration.of(keys)), Instant.EPOCH);
        // Then
        assertThat(String.join(" ", bodies())).contains("viewfs://lake/tables", "tidemill.order_paid");
    }

    @Test
    void manyCommitsAreToldTogether() throws Exception {
        // Given
        Instant start = Instant.ofEpochSecond(1_000_000);
        LineageSettings settings = settings(
                Optional.empty(),
                Optional.empty(),
                Optional.of(folder.resolve("unused")),
                Duration.ofMinutes(1),
                Optional.empty());
        Outbox outbox = Outbox.open(POSTGRES.dataSource());
        commit(5);
        look(outbox, settings, start);

        // When
        for (int rows = 1; rows <= 5; rows++) {
            commit(rows);
            look(outbox, settings, start.plusSeconds(10L * rows));
        }
        long newest = commit(6);
        look(outbox, settings, start.plusSeconds(60));
        look(outbox, settings, start.plusSeconds(200));

        // Then: the first, and one of all after, with their rows
        List<JsonNode> events = new ArrayList<>();
        for (String body : bodies()) {
            events.add(Json.read(body.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(events.stream().map(event -> event.path("eventType").asText()))
                .containsExactly("START", "COMPLETE", "START", "COMPLETE");
        assertThat(outputVersion(events.get(3))).isEqualTo(String.valueOf(newest));
        assertThat(events.get(3)
                        .at("/outputs/0/outputFacets/outputStatistics/rowCount")
                        .asInt())
                .isEqualTo(1 + 2 + 3 + 4 + 5 + 6);
    }

    @Test
    void whatWaitsIsBoundedAndWhatIsRefusedHoldsUpNobody() throws Exception {
        // Given: ten events, room for four, and a receiver that refuses one for good and one at first
        Outbox outbox = Outbox.open(POSTGRES.dataSource());
        for (int number = 1; number <= 10; number++) {
            RunEvent event = event("job-" + number);
            outbox.transactions().run(connection -> {
                Outbox.add(connection, event);
                return event;
            });
        }
        Counter counter = Counter.builder()
                .name("events_total")
                .labelNames("transport", "outcome")
                .build();
        int port = FreePorts.next();
        List<String> refusedAtFirst = new ArrayList<>(List.of("job-9"));
        try (TestingReceiver receiver = TestingReceiver.start(
                        port,
                        body -> body.contains("\"job-8\"")
                                ? 400
                                : body.contains("\"job-9\"") && !refusedAtFirst.isEmpty()
                                        ? answerOnce(refusedAtFirst)
                                        : 201);
                Courier courier = Courier.start(
                        outbox,
                        new HttpTransport(TestingReceiver.url(port), Optional.of("secret")),
                        List.of("http"),
                        4,
                        counter)) {
            // When
            await().atMost(LONG).until(() -> receiver.bodies().size() == 3);

            // Then: the oldest were dropped, and counted
            assertThat(receiver.bodies().stream().map(body -> Json.read(body.getBytes(StandardCharsets.UTF_8))
                            .at("/job/name")
                            .asText()))
                    .containsExactly("job-7", "job-9", "job-10");
            await().atMost(LONG).until(() -> bodies().isEmpty());
            assertThat(counter.labelValues("http", "sent").get()).isEqualTo(3);
            assertThat(counter.labelValues("http", "dropped").get()).isEqualTo(7);
            assertThat(courier).isNotNull();
        }
    }

    private static int answerOnce(List<String> answers) {
        answers.remove(0);
        return 503;
    }

    @Test
    void aLineThatAKilledProcessWroteIsNotThereTwice() throws Exception {
        // Given
        Path file = folder.resolve("lineage.jsonl");
        FileTransport transport = new FileTransport(file);
        long length = transport
                .deliver(List.of(new Outbox.Waiting(1, "a", "{\"n\":1}")), 0)
                .length();

        // When: the process was killed after it wrote more, before that was noted
        Files.writeString(file, "{\"n\":2}\n{\"n\":", StandardOpenOption.APPEND);
        transport.deliver(
                List.of(new Outbox.Waiting(2, "a", "{\"n\":2}"), new Outbox.Waiting(3, "a", "{\"n\":3}")), length);

        // Then
        assertThat(Files.readAllLines(file)).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
        transport.close();
    }

    @Test
    void aDatasetIsFollowedBothWaysWithColumnsAndVersions() throws Exception {
        // Given
        publishRule();
        training.versions.add(
                new TrainedVersion("churn", 1, "r1", Map.of("order_paid", 11L), List.of(), Instant.ofEpochSecond(1)));
        training.versions.add(
                new TrainedVersion("churn", 2, "r2", Map.of("order_paid", 22L), List.of(), Instant.ofEpochSecond(2)));
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        String token = tokens.issue("rob", "default", Set.of(Role.READER), Duration.ofMinutes(5));
        ServerParts parts = new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), CLOCK);
        try (Lineage lineage = start(settings(
                        Optional.empty(), Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty()));
                HttpServer server =
                        HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(lineage.routes()))) {
            // When
            await().atMost(LONG).until(() -> get(server, token, "dataset=rules:/big")
                    .path("dataset")
                    .path("name")
                    .asText()
                    .equals("rules:/big"));
            JsonNode amount = get(server, token, "dataset=tidemill.events.order.paid&column=amount");

            // Then: from the field of the event to the table, features, the model, the rule and the decision
            assertThat(edges(amount, "downstream"))
                    .contains(
                            "1 tidemill.events.order.paid.amount -> tidemill.order_paid.amount identity",
                            "1 tidemill.events.order.paid.amount -> member_orders.amount_sum_30d sum P30D",
                            "1 tidemill.events.order.paid.amount -> rules:/big.fired condition",
                            "2 member_orders.amount_sum_30d -> models:/churn.score feature",
                            "2 rules:/big.fired -> tidemill.decisions.rulesFired decision",
                            "3 tidemill.decisions.rulesFired -> tidemill.decision_made.rulesFired identity",
                            "3 models:/churn.score -> rules:/big.fired condition")
                    .noneMatch(edge -> edge.contains("visit"));
            assertThat(edges(amount, "upstream")).isEmpty();
            assertThat(edges(get(server, token, "dataset=member_orders:amount_sum_30d&depth=1"), "upstream"))
                    .containsExactlyInAnyOrder(
                            "1 tidemill.events.order.paid.amount -> member_orders.amount_sum_30d sum P30D",
                            "1 tidemill.order_paid.amount -> member_orders.amount_sum_30d sum P30D");

            // And: snapshots and versions lead to each other
            assertThat(versions(get(server, token, "dataset=tidemill.order_paid")))
                    .containsExactly("churn/2", "churn/1");
            assertThat(versions(get(server, token, "dataset=tidemill.order_paid&snapshot=11")))
                    .containsExactly("churn/1");
            JsonNode second = get(server, token, "dataset=models:/churn/2");
            assertThat(versions(second)).containsExactly("churn/2");
            assertThat(second.at("/versions/0/snapshotIds/order_paid").asLong()).isEqualTo(22);
            assertThat(get(server, token, "dataset=nothing").path("status").asInt())
                    .isEqualTo(404);
            assertThat(get(server, token, "dataset=tidemill.order_paid&column=x")
                            .path("field")
                            .asText())
                    .isEqualTo("column");
            assertThat(get(server, token, "dataset=tidemill.order_paid&depth=0")
                            .path("field")
                            .asText())
                    .isEqualTo("depth");
            assertThat(get(server, token, "x=y").path("datasets").findValuesAsText("name"))
                    .contains("member_visits", "models:/churn", "tidemill.visit_checked_in");
        }
    }

    @Test
    void aTypeThatIsRegisteredWhileItRunsIsDrawn() throws Exception {
        // Given
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), CLOCK);
        String token = tokens.issue("ann", "default", Set.of(Role.SCIENTIST), Duration.ofMinutes(5));
        ServerParts parts = new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), CLOCK);
        LineageSettings settings =
                settings(Optional.empty(), Optional.empty(), Optional.empty(), Duration.ZERO, Optional.empty());
        try (TestingRegistry registry = new TestingRegistry()) {
            EventSchemas live = new SchemaSource(registry.url(), "", "", "", true).open();
            try (Lineage lineage = Lineage.start(
                            settings,
                            FEATURES,
                            live,
                            POSTGRES.dataSource(),
                            training,
                            new PrometheusRegistry(),
                            CLOCK);
                    HttpServer server =
                            HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(lineage.routes()))) {
                String question = "dataset=tidemill.events.parcel.sent&column=grams";
                assertThat(get(server, token, question).path("status").asInt()).isEqualTo(404);

                // When
                registry.add(
                        "parcel.sent",
                        1,
                        1001,
                        "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"grams\",\"type\":\"int\"}]}");

                // Then its topic leads to its table, and Tidemill's own types are drawn as ever
                await().atMost(LONG).until(() -> edges(get(server, token, question), "downstream")
                        .contains("1 tidemill.events.parcel.sent.grams -> tidemill.parcel_sent.grams identity"));
                assertThat(edges(get(server, token, "dataset=tidemill.decisions&column=score"), "downstream"))
                        .contains("1 tidemill.decisions.score -> tidemill.decision_made.score identity");
            }
        }
    }

    private static FeatureDefinitions read(Path folder) {
        try {
            return FeatureDefinitions.read(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Lineage start(LineageSettings settings) {
        return Lineage.start(
                settings, FEATURES, SCHEMAS, POSTGRES.dataSource(), training, new PrometheusRegistry(), CLOCK);
    }

    private LineageSettings settings(
            Optional<Integer> port,
            Optional<String> topic,
            Optional<Path> file,
            Duration interval,
            Optional<TestingFlinkApi> flink) {
        return new LineageSettings(
                "tidemill",
                port.map(TestingReceiver::url),
                Optional.empty(),
                topic,
                file,
                interval,
                Duration.ofMillis(200),
                10_000,
                flink.map(TestingFlinkApi::url),
                KAFKA.bootstrapServers(),
                DEFINITIONS,
                CatalogSettings.jdbc(POSTGRES.jdbcUrl(), warehouse));
    }

    private void look(Outbox outbox, LineageSettings settings, Instant now) throws Exception {
        try (CommitObserver observer = new CommitObserver(
                settings,
                () -> DefinedLineage.draw(SCHEMAS, FEATURES.get(), training.models(), List.of()),
                Clock.fixed(now, ZoneOffset.UTC))) {
            outbox.transactions().<Boolean, Exception>run(connection -> {
                observer.look(connection);
                return true;
            });
        }
    }

    private long commit(int rows) {
        try (Lake lake = Lake.open(POSTGRES.jdbcUrl(), warehouse)) {
            Table table = lake.tableOf("order.paid");
            table.newAppend()
                    .appendFile(DataFiles.builder(table.spec())
                            .withPath(table.location() + "/data/" + UUID.randomUUID() + ".parquet")
                            .withPartitionPath("event_time_day=2026-03-01")
                            .withFileSizeInBytes(100)
                            .withRecordCount(rows)
                            .build())
                    .commit();
            return Objects.requireNonNull(table.currentSnapshot()).snapshotId();
        }
    }

    private void train(ObservedRun.State state, Optional<Long> version) {
        training.runs.clear();
        training.runs.add(new ObservedRun(
                RUN, "churn", state, Map.of(), version, Optional.empty(), Instant.EPOCH, Instant.ofEpochSecond(5)));
    }

    private static void complete(LocalDate day, long snapshot) throws Exception {
        PartitionCompleted completed = PartitionCompleted.newBuilder()
                .setTable("tidemill.order_paid")
                .setPartition(day)
                .setRevision(1)
                .setSnapshotId(snapshot)
                .setRows(60)
                .setWatermark(Instant.EPOCH)
                .build();
        send(
                Topics.PARTITIONS_COMPLETED,
                new Event("1", "/test", EventTypes.PARTITION_COMPLETED, "k", Instant.EPOCH, "default", completed));
    }

    private static void publishRule() throws Exception {
        RuleChange change = RuleChange.newBuilder()
                .setRuleId("big")
                .setVersion(1)
                .setRuleSetVersion(1)
                .setDocument(
                        """
                        {"id":"big","on":"order.paid","when":{"all":[
                          {"field":"event.amount","operator":"ge","value":2},
                          {"any":[{"field":"feature.member_orders:order_count","operator":"ge","value":2},
                                  {"field":"model.churn.score","operator":"ge","value":0.5}]}]},
                         "then":[{"action":"coupon.issue"}]}""")
                .setChangedBy("ann")
                .setChangedAt(Instant.EPOCH)
                .build();
        send(
                Topics.RULE_CHANGES,
                new Event("1", "/test", EventTypes.RULE_CHANGED, "big", Instant.EPOCH, "default", change));
    }

    private static void send(Topic topic, Event event) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = KAFKA.producer()) {
            producer.send(new EventCodec(ReleasedSchemas.load()).encode(topic, 0, event, CLOCK.instant()))
                    .get();
        }
    }

    private static RunEvent event(String job) {
        return new RunEvent(
                RunEvent.Type.START,
                Instant.EPOCH,
                RunEvent.runId(job),
                new RunEvent.Job("test", job, "BATCH", "TEST"),
                List.of(),
                List.of(),
                Map.of());
    }

    private static List<JsonNode> told(String type, String job, Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8)))
                .filter(event -> event.path("eventType").asText().equals(type)
                        && event.at("/job/name").asText().equals(job))
                .toList();
    }

    private static String outputVersion(JsonNode event) {
        return event.at("/outputs/0/facets/version/datasetVersion").asText();
    }

    private static List<String> bodies() throws Exception {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = POSTGRES.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT body FROM lineage.event ORDER BY id")) {
            while (row.next()) {
                bodies.add(row.getString(1));
            }
        }
        return bodies;
    }

    private static void assertValid(List<String> events) throws IOException {
        JsonSchema schema;
        try (InputStream in =
                Objects.requireNonNull(LineageTest.class.getResourceAsStream("/openlineage-run-event.json"))) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(
                            in,
                            SchemaValidatorsConfig.builder()
                                    .formatAssertionsEnabled(true)
                                    .build());
        }
        for (String event : events) {
            assertThat(schema.validate(Json.MAPPER.readTree(event))).as(event).isEmpty();
        }
        assertThat(schema.validate(Json.MAPPER.readTree(events.get(0).replace("eventTime", "time"))))
                .isNotEmpty();
    }

    private static List<String> edges(JsonNode answer, String direction) {
        List<String> edges = new ArrayList<>();
        for (JsonNode step : answer.path(direction)) {
            JsonNode edge = step.path("edge");
            edges.add(step.path("depth").asInt() + " " + edge.path("from").asText() + "."
                    + edge.path("fromColumn").asText() + " -> "
                    + edge.path("to").asText() + "."
                    + edge.path("toColumn").asText() + " " + edge.path("how").asText());
        }
        return edges;
    }

    private static List<String> versions(JsonNode answer) {
        return Stream.iterate(0, at -> at < answer.path("versions").size(), at -> at + 1)
                .map(at -> answer.path("versions").get(at))
                .map(version -> version.path("model").asText() + "/"
                        + version.path("version").asLong())
                .toList();
    }

    private static JsonNode get(HttpServer server, String token, String query) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/api/lineage?" + query))
                .header("authorization", "Bearer " + token)
                .build();
        return Json.read(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body());
    }
}
