package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.ingestion.laketables.LakeReader;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.registryclient.EventSubjects;
import io.tidemill.schemas.registryclient.RegistryClient;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is not ours, named by the configuration alone: Apicurio's. */
@Tag("long")
@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class ForeignRegistryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String TIME = TestingParcels.SENT_AT.toString();

    @TempDir
    private Path folder;

    @Test
    void releasedAndRegisteredTypesBecomeRowsByItsIds() throws Exception {
        try (TestingApicurio apicurio = TestingApicurio.start(folder.resolve("apicurio.log"));
                TestingServers servers = TestingServers.startWith(folder, apicurio.url());
                LakeReader lake = servers.lake();
                KafkaProducer<byte[], byte[]> producer = servers.kafka().producer();
                TestingFlink flink = servers.runLakeJob()) {
            assertThat(flink).isNotNull();
            RegistryClient registry = new RegistryClient(new SchemaSource(apicurio.url(), "", "", "", false));

            // Given the released types, which the servers have registered there
            await().atMost(PATIENCE).until(() -> servers.ready("order.paid"));
            String order = "{\"orderId\":\"o-1\",\"memberId\":\"m-1\",\"amount\":12.5}";
            await().atMost(PATIENCE)
                    .until(() -> servers.send("order.paid", "o-1", TIME, order).statusCode() == 202);

            // When a type is registered, and grows, while everything runs
            int first =
                    registry.register(EventSubjects.of("parcel.sent"), TestingParcels.schema(TestingParcels.FIELDS));
            await().atMost(PATIENCE).until(() -> servers.ready("parcel.sent"));
            TestingParcels.produce(
                    producer, first, TestingParcels.schema(TestingParcels.FIELDS), Map.of("parcel", "p-1"));
            int second = registry.register(
                    EventSubjects.of("parcel.sent"),
                    TestingParcels.schema(TestingParcels.FIELDS + TestingParcels.CARRIER));
            TestingParcels.produce(
                    producer,
                    second,
                    TestingParcels.schema(TestingParcels.FIELDS + TestingParcels.CARRIER),
                    Map.of("parcel", "p-2", "carrier", "post"));
            String parcel = "{\"parcel\":\"p-3\",\"sentAt\":\"" + TIME + "\",\"carrier\":\"ship\"}";
            await().atMost(PATIENCE)
                    .until(() ->
                            servers.send("parcel.sent", "p-3", TIME, parcel).statusCode() == 202);

            // Then all of it is rows, and no value is missing
            await().atMost(PATIENCE).until(() -> lake.count("parcel_sent") == 3 && lake.count("order_paid") == 1);
            assertThat(lake.values("parcel_sent", LakeTables.EVENT_ID)).containsExactlyInAnyOrder("p-1", "p-2", "p-3");
            assertThat(lake.values("parcel_sent", "carrier")).containsExactlyInAnyOrder("post", "ship");
            assertThat(lake.count(LakeTables.ofEvents(EventTypes.DEAD_LETTER))).isZero();

            // When an id comes that it does not know
            TestingParcels.produce(
                    producer, 77_777, TestingParcels.schema(TestingParcels.FIELDS), Map.of("parcel", "p-4"));

            // Then that one is a dead letter
            await().atMost(PATIENCE).until(() -> lake.values(LakeTables.ofEvents(EventTypes.DEAD_LETTER), "reason")
                    .equals(List.of("UNKNOWN_SCHEMA")));
        }
    }
}
