package io.tidemill.ingestion.eventfeeds.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.ingestion.eventfeeds.FeedMetrics;
import io.tidemill.ingestion.eventfeeds.LiveMapping;
import io.tidemill.ingestion.eventfeeds.definitions.FeedDefinition;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.eventreplay.mapping.DeclaredMapping;
import io.tidemill.ingestion.eventreplay.mapping.YamlSection;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.RejectedRecord;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A topic of plain JSON on a real broker; each test reads a topic of its own. The last restarts the broker. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicFeedTest {
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Topic EVENTS = Topics.ofEvents("content.shared");
    private static final String MAPPING =
            """
            format: jsonl
            event: {type: content.shared, source: /SOURCE, subject: "${who}", time: "${at}"}
            data: {memberId: "${who}", contentId: "${what}"}
            """;

    private static Path folder;
    private static int port;
    private static TestKafka kafka;

    @BeforeAll
    static void start(@TempDir Path temporary) {
        folder = temporary.resolve("kafka");
        port = FreePorts.next();
        kafka = TestKafka.start(folder, port);
        kafka.create(List.of(EVENTS));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    @Order(1)
    void goodRecordsBecomeEventsAndBadOnesDeadLetters() throws Exception {
        // Given
        create("till.shares", 1);
        send("till.shares", 0, shared(1));
        send("till.shares", 0, "{\"who\": \"m-2\",\n \"what\": \"pretty\", \"at\": \"2026-03-01T10:00:00Z\"}");
        send("till.shares", 0, "{\"who\": \"m-3\", \"what\": \"c-3\", \"at\": \"noon\"}");
        send("till.shares", 0, "no json");
        send("till.shares", 0, null);

        // When
        try (TopicFeed feed = feed("till", "till.shares")) {
            await().atMost(PATIENCE)
                    .until(() -> of("/till").size() + rejected("till.shares").size() == 5);

            // Then events have ids that follow from where they stood
            assertThat(of("/till")).extracting(Event::id).containsExactly("till.shares:0:0", "till.shares:0:1");
            assertThat(of("/till").get(1).value("contentId")).isEqualTo("pretty");

            // And the others are marked, as they are, with where they stood and who they would be
            List<ConsumerRecord<byte[], byte[]>> rejected = rejected("till.shares");
            assertThat(rejected).hasSize(3);
            RejectedRecord mark = RejectedRecord.of(rejected.get(0).headers()).orElseThrow();
            assertThat(mark.detail()).contains("event.time").contains("noon");
            assertThat(mark.origin()).contains(new RejectedRecord.Origin("till.shares", 0, 2));
            assertThat(text(rejected.get(0).headers().lastHeader("ce_id").value()))
                    .isEqualTo("till.shares:0:2");
            assertThat(text(rejected.get(0).headers().lastHeader("ce_subject").value()))
                    .isEqualTo("m-3");
            assertThat(text(rejected.get(1).value())).isEqualTo("no json");
            assertThat(rejected.get(2).value()).isNull();
            await().atMost(PATIENCE).until(() -> feed.status().counts().getOrDefault("rejected", 0L) == 3);
            assertThat(feed.status().state()).isEqualTo("running");
        }
    }

    @Test
    @Order(2)
    void closedAnywhereAndOpenedAgainNothingIsLostOrDoubled() throws Exception {
        // Given many records on two partitions
        create("web.shares", 2);
        int records = 2500;
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>("web.shares", i % 2, null, bytes(shared(i))));
            }
        }
        Random random = new Random(11);

        // When two servers share the feed, and one or the other is closed and begun anew at random moments
        List<TopicFeed> feeds = new ArrayList<>(List.of(feed("web", "web.shares"), feed("web", "web.shares")));
        for (int round = 0; round < 3; round++) {
            int seen = of("/web").size();
            int wanted = Math.min(records, seen + 1 + random.nextInt(700));
            await().atMost(PATIENCE).until(() -> of("/web").size() >= wanted);
            int which = random.nextInt(2);
            feeds.get(which).close();
            feeds.set(which, feed("web", "web.shares"));
        }
        await().atMost(PATIENCE)
                .until(() -> of("/web").stream().map(Event::id).distinct().count() == records);
        feeds.forEach(TopicFeed::close);

        // Then each record is one event, exactly
        assertThat(of("/web")).extracting(Event::id).hasSize(records).doesNotHaveDuplicates();
    }

    @Test
    @Order(3)
    void aVersionThatIsRegisteredWhileItRunsIsWaitedForAndThenWritten() throws Exception {
        // Given a feed whose mapping has a field that its registered type has not
        create("depot.parcels", 1);
        kafka.create(List.of(Topics.ofEvents("parcel.sent")));
        send("depot.parcels", 0, "{\"parcel\": \"p-1\", \"by\": \"rail\"}");
        String mapping =
                """
                format: jsonl
                event: {type: parcel.sent, source: /depot, subject: "${parcel}", time: "${kafka.timestamp}"}
                data: {parcel: "${parcel}", carrier: "${by}"}
                """;
        String fields = "{\"name\": \"parcel\", \"type\": \"string\"}";
        try (TestingRegistry registry = new TestingRegistry()) {
            registry.add("parcel.sent", 1, 7, parcels(fields));
            EventSchemas schemas = new SchemaSource(registry.url(), "", "", "", false).open();
            try (TopicFeed feed = feed("parcels", "depot.parcels", mapping, schemas)) {
                await().atMost(PATIENCE)
                        .until(() -> String.valueOf(feed.status().problem())
                                .startsWith("data.carrier: parcel.sent has no such field"));
                assertThat(kafka.committedRecords(Topics.ofEvents("parcel.sent").name()))
                        .isEmpty();

                // When its next version has it
                registry.add(
                        "parcel.sent",
                        2,
                        8,
                        parcels(fields
                                + ",{\"name\": \"carrier\", \"type\": [\"null\", \"string\"], \"default\": null}"));

                // Then the record that waited is an event of that version
                await().atMost(PATIENCE)
                        .until(() -> kafka.committedRecords(
                                                Topics.ofEvents("parcel.sent").name())
                                        .size()
                                == 1);
                ConsumerRecord<byte[], byte[]> record = kafka.committedRecords(
                                Topics.ofEvents("parcel.sent").name())
                        .get(0);
                Event event = new EventCodec(schemas).decode(record.headers(), record.value());
                assertThat(event.id()).isEqualTo("depot.parcels:0:0");
                assertThat(event.value("carrier")).isEqualTo("rail");
                assertThat(record.value()[4]).isEqualTo((byte) 8);
            }
        }
    }

    @Test
    @Order(4)
    void goesOnWhenTheBrokerComesBack() throws Exception {
        // Given a feed that has read a record
        create("app.shares", 1);
        send("app.shares", 0, shared(1));
        try (TopicFeed feed = feed("app", "app.shares")) {
            await().atMost(PATIENCE).until(() -> of("/app").size() == 1);

            // When the broker is away for a while
            kafka.close();
            await().atMost(PATIENCE).pollDelay(Duration.ofSeconds(2)).until(() -> true);
            kafka = TestKafka.start(folder, port);
            send("app.shares", 0, shared(2));

            // Then the feed goes on by itself
            await().atMost(PATIENCE).until(() -> of("/app").size() == 2);
            assertThat(of("/app")).extracting(Event::id).containsExactly("app.shares:0:0", "app.shares:0:1");
            await().atMost(PATIENCE).until(() -> feed.status().problem() == null);
        }
    }

    private static TopicFeed feed(String name, String topic) throws Exception {
        return feed(name, topic, MAPPING.replace("SOURCE", name), SCHEMAS);
    }

    private static TopicFeed feed(String name, String topic, String yaml, EventSchemas schemas) throws Exception {
        DeclaredMapping mapping =
                DeclaredMapping.parse(YamlSection.parse(yaml), "${kafka.topic}:${kafka.partition}:${kafka.offset}");
        return TopicFeed.start(
                new FeedDefinition.Topic(name, topic, mapping),
                new LiveMapping(mapping, schemas),
                kafka.bootstrapServers(),
                new EventIntake(schemas, CLOCK),
                new FeedMetrics(new PrometheusRegistry()));
    }

    private static String parcels(String fields) {
        return "{\"type\": \"record\", \"name\": \"ParcelSent\", \"fields\": [" + fields + "]}";
    }

    private static void create(String topic, int partitions) {
        kafka.create(List.of(new Topic(topic, "a test", "none", partitions, Optional.of(Duration.ofDays(1)))));
    }

    private static void send(String topic, int partition, @Nullable String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(topic, partition, null, value == null ? null : bytes(value)))
                    .get();
        }
    }

    private static String shared(int number) {
        return "{\"who\": \"m-" + number % 7 + "\", \"what\": \"c-" + number + "\", \"at\": \"2026-03-01T10:00:00Z\"}";
    }

    private static List<Event> of(String source) throws MalformedRecordException {
        List<Event> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.committedRecords(EVENTS.name())) {
            if (RejectedRecord.of(record.headers()).isEmpty()) {
                Event event = new EventCodec(SCHEMAS).decode(record.headers(), record.value());
                if (event.source().equals(source)) {
                    events.add(event);
                }
            }
        }
        return events;
    }

    private static List<ConsumerRecord<byte[], byte[]>> rejected(String topic) {
        return kafka.committedRecords(EVENTS.name()).stream()
                .filter(record -> RejectedRecord.of(record.headers())
                        .flatMap(RejectedRecord::origin)
                        .filter(origin -> origin.topic().equals(topic))
                        .isPresent())
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
