package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.ingestion.laketables.LakeReader;
import io.tidemill.ingestion.schemaregistry.SchemaDependents;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A type registered while registry, catalogue, gateway and lake job run: its events become rows. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class NewEventTypesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant TIME = TestingParcels.SENT_AT;

    @TempDir
    private Path folder;

    private TestingServers servers;

    @BeforeEach
    void start() throws Exception {
        servers = TestingServers.start(
                folder,
                (type, fields) -> type.equals("parcel.sent") && fields.contains("grams")
                        ? List.of(new SchemaDependents.Dependent("rule", "heavy-parcel", "grams"))
                        : List.of());
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void aRegisteredTypeHasRowsAndGrowsWhileTheJobRuns() throws Exception {
        try (LakeReader lake = servers.lake();
                KafkaProducer<byte[], byte[]> producer = servers.kafka().producer();
                TestingFlink flink = servers.runLakeJob()) {
            assertThat(flink).isNotNull();
            // Given a type that nobody knows
            assertThat(sendEvent("p-0", "{\"parcel\":\"p-0\",\"sentAt\":\"" + TIME + "\"}")
                            .statusCode())
                    .isEqualTo(422);

            // When it is registered
            int first = register(TestingParcels.schema(TestingParcels.FIELDS));
            await().atMost(PATIENCE).until(() -> servers.ready("parcel.sent"));

            // Then it has a table, and its events are taken over HTTP and from Kafka without any header
            assertThat(lake.tables()).contains("parcel_sent");
            assertThat(sendEvent("p-1", "{\"parcel\":\"p-1\",\"sentAt\":\"" + TIME + "\",\"grams\":100}")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(sendEvent("p-1", "{\"parcel\":7}").statusCode()).isEqualTo(422);
            TestingParcels.produce(
                    producer,
                    first,
                    TestingParcels.schema(TestingParcels.FIELDS),
                    Map.of("parcel", "p-2", "grams", 200));
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 2);
            assertThat(lake.values("parcel_sent", LakeTables.EVENT_ID)).containsExactlyInAnyOrder("p-1", "p-2");
            assertThat(lake.sum("parcel_sent", "grams")).isEqualByComparingTo("300");

            // When a field is added, and events of both versions come at once
            int second = register(TestingParcels.schema(TestingParcels.FIELDS + TestingParcels.CARRIER));
            TestingParcels.produce(
                    producer,
                    second,
                    TestingParcels.schema(TestingParcels.FIELDS + TestingParcels.CARRIER),
                    Map.of("parcel", "p-3", "grams", 1, "carrier", "post"));
            TestingParcels.produce(
                    producer, first, TestingParcels.schema(TestingParcels.FIELDS), Map.of("parcel", "p-4", "grams", 2));
            await().atMost(PATIENCE)
                    .until(() ->
                            sendEvent("p-5", "{\"parcel\":\"p-5\",\"sentAt\":\"" + TIME + "\",\"carrier\":\"ship\"}")
                                            .statusCode()
                                    == 202);
            // Then the table has the column, and every value
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 5);
            assertThat(lake.values("parcel_sent", "carrier")).containsExactlyInAnyOrder("post", "ship");
            assertThat(lake.sum("parcel_sent", "grams")).isEqualByComparingTo("303");

            // When a field becomes what its column cannot, though Avro allows it
            String fraction = TestingParcels.schema(
                    (TestingParcels.FIELDS + TestingParcels.CARRIER).replace("\"int\"", "\"double\""));
            int third = register(fraction);
            TestingParcels.produce(producer, third, fraction, Map.of("parcel", "p-6", "grams", 0.5));
            TestingParcels.produce(
                    producer,
                    second,
                    TestingParcels.schema(TestingParcels.FIELDS + TestingParcels.CARRIER),
                    Map.of("parcel", "p-7", "grams", 4));
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 7);
            // Then it goes on in a column of its own and the job has not failed
            assertThat(lake.values("parcel_sent", "grams_double")).contains(0.5);
            assertThat(lake.count(LakeTables.ofEvents(EventTypes.DEAD_LETTER))).isZero();

            // When a change would break a rule
            HttpResponse<String> refused = servers.register(
                    "parcel.sent",
                    TestingParcels.schema(TestingParcels.FIELDS.replaceFirst(",\\{\"name\":\"grams\".*", "")
                            + TestingParcels.CARRIER));
            // Then it is refused and the rule is named
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            assertThat(refused.body()).contains("rule heavy-parcel (reads grams)");

            // When the registry is away, and an event of an unknown id comes with one that is known
            servers.stopServers();
            TestingParcels.produce(producer, third, fraction, Map.of("parcel", "p-8", "grams", 8.0));
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 8);
            TestingParcels.produce(producer, 77_777, fraction, Map.of("parcel", "p-9", "grams", 9.0));
            await().during(Duration.ofSeconds(2))
                    .until(() -> lake.count(LakeTables.ofEvents(EventTypes.DEAD_LETTER)) == 0);
            // Then the unknown one is a dead letter only when the registry is back and does not know it
            servers.startServers();
            await().atMost(PATIENCE).until(() -> lake.values(LakeTables.ofEvents(EventTypes.DEAD_LETTER), "reason")
                    .equals(List.of("UNKNOWN_SCHEMA")));
        }
    }

    private int register(String schema) throws Exception {
        HttpResponse<String> answer = servers.register("parcel.sent", schema);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("id").asInt();
    }

    private HttpResponse<String> sendEvent(String id, String data) throws Exception {
        return servers.send("parcel.sent", id, TIME.toString(), data);
    }
}
