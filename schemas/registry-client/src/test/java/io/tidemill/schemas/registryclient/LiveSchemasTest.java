package io.tidemill.schemas.registryclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LiveSchemasTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String V1 = record("ParcelSent", "{\"name\":\"parcel\",\"type\":\"string\"}");
    private static final String V2 = record(
            "ParcelSent",
            "{\"name\":\"parcel\",\"type\":\"string\"},{\"name\":\"weight\",\"type\":[\"null\",\"int\"],\"default\":null}");

    private TestingRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new TestingRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void aTypeRegisteredMeanwhileIsKnownWithinSeconds() throws Exception {
        EventSchemas schemas = source(registry).open();
        assertThat(schemas.latest("parcel.sent")).isEmpty();
        registry.add("parcel.sent", 1, 7, V1);
        await().atMost(PATIENCE).until(() -> schemas.latest("parcel.sent").isPresent());
        registry.add("parcel.sent", 2, 8, V2);
        await().atMost(PATIENCE)
                .until(() -> schemas.latest("parcel.sent").orElseThrow().id() == 8);
        assertThat(schemas.complete()).isTrue();
        assertThat(schemas.having(
                        "parcel.sent", schemas.withId(7, "parcel.sent").get(0).schema()))
                .map(ReleasedSchema::version)
                .contains(1);
    }

    @Test
    void aRegistryThatListsNoSchemasIsAskedSubjectBySubject() throws Exception {
        try (TestingRegistry plain = new TestingRegistry(false)) {
            plain.add("parcel.sent", 1, 7, V1);
            plain.addSubject("something-else", 1, 9, "\"string\"");
            LiveSchemas schemas = LiveSchemas.of(source(plain));
            schemas.refresh();
            assertThat(schemas.latest()).extracting(ReleasedSchema::type).containsExactly("parcel.sent");
        }
    }

    @Test
    void anIdIsWaitedForWhileTheRegistryIsAway() throws Exception {
        registry.add("parcel.sent", 1, 7, V1);
        LiveSchemas schemas = LiveSchemas.of(source(registry));
        registry.goAway();
        // When an event comes whose schema is not known yet
        CompletableFuture<List<ReleasedSchema>> asked =
                CompletableFuture.supplyAsync(() -> schemas.withId(7, "parcel.sent"));
        await().during(Duration.ofMillis(500)).until(() -> !asked.isDone());
        assertThat(schemas.complete()).isFalse();
        // Then it is read as soon as the registry is back
        registry.comeBack();
        await().atMost(PATIENCE).until(asked::isDone);
        assertThat(asked.join()).extracting(ReleasedSchema::type).containsExactly("parcel.sent");
        // And what is known needs no registry any more
        registry.goAway();
        assertThat(schemas.withId(7, "parcel.sent")).hasSize(1);
    }

    @Test
    void anAddressWithoutARegistrySaysNothingOfAnId() throws Exception {
        registry.add("parcel.sent", 1, 7, V1);
        LiveSchemas schemas = LiveSchemas.of(source(registry));
        registry.goAstray();
        // When something answers that there is nothing at all
        CompletableFuture<List<ReleasedSchema>> asked =
                CompletableFuture.supplyAsync(() -> schemas.withId(7, "parcel.sent"));
        await().during(Duration.ofMillis(500)).until(() -> !asked.isDone());
        // Then that is no answer
        registry.comeBack();
        await().atMost(PATIENCE).until(asked::isDone);
        assertThat(asked.join()).hasSize(1);
    }

    @Test
    void anIdThatIsNotThereIsUnknownNotWaitedFor() {
        EventCodec codec = new EventCodec(LiveSchemas.of(source(registry)));
        assertThatThrownBy(() -> codec.decodeData("parcel.sent", new byte[] {0, 0, 0, 0, 99, 2}))
                .isInstanceOfSatisfying(MalformedRecordException.class, malformed -> assertThat(malformed.reason())
                        .isEqualTo(Reason.UNKNOWN_SCHEMA));
    }

    @Test
    void ourOwnEventsNeverTakeTheSchemaOfAnotherRegistry() throws Exception {
        int own = ReleasedSchemas.load().latest("rule.changed").orElseThrow().id();
        registry.add("parcel.sent", 1, own, V1);
        LiveSchemas schemas = LiveSchemas.of(source(registry));
        schemas.refresh();
        EventCodec codec = new EventCodec(schemas);
        byte[] value = write(own, V1, "p-1");
        assertThat(codec.decodeData("parcel.sent", value).get("parcel")).isEqualTo("p-1");
        assertThatThrownBy(() -> codec.decodeData("rule.changed", value)).isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void noWrittenValueIsLostWhateverVersionIsTheNewest() throws Exception {
        // Given a process that knows version 1, and an event of version 2
        registry.add("parcel.sent", 1, 7, V1);
        LiveSchemas schemas = LiveSchemas.of(source(registry));
        schemas.refresh();
        registry.add("parcel.sent", 2, 8, V2);
        EventCodec codec = new EventCodec(schemas);
        Schema second = new Schema.Parser().parse(V2);
        GenericData.Record heavy = new GenericRecordBuilder(second)
                .set("parcel", "p-2")
                .set("weight", 12)
                .build();
        // Then its new field is read
        assertThat(codec.decodeData("parcel.sent", bytes(8, heavy)).get("weight"))
                .isEqualTo(12);
        // When version 3 has the field no more
        registry.add(
                "parcel.sent",
                3,
                9,
                record(
                        "ParcelSent",
                        "{\"name\":\"parcel\",\"type\":\"string\"},"
                                + "{\"name\":\"carrier\",\"type\":\"string\",\"default\":\"post\"}"));
        schemas.refresh();
        // Then an event that has it keeps it, and has the new one's default
        GenericData.Record read = codec.decodeData("parcel.sent", bytes(8, heavy));
        assertThat(read.get("weight")).isEqualTo(12);
        assertThat(read.get("carrier")).isEqualTo("post");
    }

    @Test
    void whatCannotBeAnEventTypeIsNamedWithItsReason() throws Exception {
        registry.add("Parcel Sent", 1, 7, V1);
        registry.add("parcel.sent", 1, 8, record("P", "{\"name\":\"event_id\",\"type\":\"string\"}"));
        registry.add("order-paid", 1, 9, V1);
        registry.add("order.paid", 1, 10, V1);
        LiveSchemas schemas = LiveSchemas.of(source(registry));
        schemas.refresh();
        assertThat(schemas.latest()).extracting(ReleasedSchema::type).containsExactly("order-paid");
        assertThat(schemas.refused()).hasSize(3).allSatisfy((subject, reason) -> assertThat(reason)
                .containsAnyOf("lower-case", "column that every table has", "would have the table of"));
    }

    @Test
    void aPlainAvroRecordIsAnEventByWhatItsSchemaDeclares() throws Exception {
        String fields = "{\"name\":\"parcel\",\"type\":\"string\"},"
                + "{\"name\":\"at\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}}";
        String declared = record("ParcelSent", fields)
                .replaceFirst(
                        "\\{",
                        "{\"tidemill\":{\"id\":\"parcel\",\"subject\":\"parcel\",\"time\":\"at\",\"source\":\"/depot\"},");
        registry.add("parcel.sent", 1, 7, declared);
        registry.add("parcel.lost", 1, 8, record("ParcelLost", fields));
        EventCodec codec = new EventCodec(LiveSchemas.of(source(registry)));
        GenericData.Record data = new GenericRecordBuilder(new Schema.Parser().parse(record("ParcelSent", fields)))
                .set("parcel", "p-1")
                .set("at", 1_700_000_000_000L)
                .build();
        // When a producer that knows no CloudEvents writes
        Event event = codec.decode(consumed("parcel.sent", bytes(7, data)));
        // Then the event has its attributes from the data
        assertThat(event.id()).isEqualTo("p-1");
        assertThat(event.source()).isEqualTo("/depot");
        assertThat(event.time()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
        // And without a declaration it is said what is missing
        assertThatThrownBy(() -> codec.decode(consumed("parcel.lost", bytes(8, data))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("names no field for id");
    }

    @Test
    void credentialsAreSent(@TempDir Path folder) throws Exception {
        SchemaSource open = source(registry);
        LiveSchemas.of(new SchemaSource(open.registryUrl(), "key", "secret", "", false))
                .refresh();
        assertThat(registry.authorization()).isEqualTo("Basic a2V5OnNlY3JldA==");
        Path token = Files.writeString(folder.resolve("token"), "abc\n");
        LiveSchemas.of(new SchemaSource(open.registryUrl(), "", "", token.toString(), false))
                .refresh();
        assertThat(registry.authorization()).isEqualTo("Bearer abc");
        assertThat(new SchemaSource(open.registryUrl(), "key", "secret", "", false).toString())
                .doesNotContain("secret");
    }

    private static ConsumerRecord<byte[], byte[]> consumed(String type, byte[] value) {
        return new ConsumerRecord<>(Topics.ofEvents(type).name(), 0, 0, null, value);
    }

    private static SchemaSource source(TestingRegistry registry) {
        return new SchemaSource(registry.url(), "", "", "", false);
    }

    private static String record(String name, String... fields) {
        return "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":["
                + String.join(",", Stream.of(fields).toList()) + "]}";
    }

    private static byte[] write(int id, String schema, String parcel) throws IOException {
        return bytes(
                id,
                new GenericRecordBuilder(new Schema.Parser().parse(schema))
                        .set("parcel", parcel)
                        .build());
    }

    private static byte[] bytes(int id, GenericData.Record data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericData.Record>(data.getSchema()).write(data, encoder);
        return out.toByteArray();
    }
}
