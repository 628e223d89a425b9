package io.tidemill.ingestion.eventfeeds.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.ingestion.eventfeeds.FeedMetrics;
import io.tidemill.ingestion.eventfeeds.LiveMapping;
import io.tidemill.ingestion.eventfeeds.definitions.FeedDefinition;
import io.tidemill.ingestion.eventfeeds.definitions.FeedDefinition.Completion;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.eventreplay.mapping.DeclaredMapping;
import io.tidemill.ingestion.eventreplay.mapping.YamlSection;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watched folders with a real broker and a real PostgreSQL; each test has a feed and a folder of its own. */
class FolderFeedTest {
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = Topics.ofEvents("content.shared").name();
    private static final String HEADER = "who,what,at\n";
    private static final String MAPPING =
            """
            format: csv
            event: {type: content.shared, source: /SOURCE, subject: "${who}", time: "${at}"}
            data: {memberId: "${who}", contentId: "${what}"}
            """;

    private static TestKafka kafka;
    private static TestPostgres postgres;

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void start() {
        kafka = TestKafka.start();
        kafka.create(List.of(Topics.ofEvents("content.shared")));
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
        kafka.close();
    }

    @Test
    void aFileIsSentOnceHoweverItComes() throws Exception {
        // Given a file, plain, and again gzipped with the same lines, and again under another name
        write("one.csv", HEADER + lines(0, 3));
        try (FolderFeed feed = feed("once", new Completion.Stable(Duration.ZERO), 0)) {
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("done/one.csv")));

            // When
            write("copy.csv", HEADER + lines(0, 3));
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("more.csv.gz")))) {
                out.write((HEADER + lines(3, 2)).getBytes(StandardCharsets.UTF_8));
            }
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("done/copy.csv")));
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("done/more.csv.gz")));

            // Then
            assertThat(of("/once"))
                    .extracting(event -> event.value("contentId"))
                    .containsExactlyInAnyOrder("c-0", "c-1", "c-2", "c-3", "c-4");
            assertThat(feed.status().counts()).containsEntry("sent", 2L);
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void aFileThatIsBeingWrittenIsNotTaken() throws Exception {
        // Given files that wait for their markers, and files of other names
        try (FolderFeed feed = feed("marked", new Completion.Marker(), 0)) {
            write("half.csv", HEADER + lines(0, 1));
            write(".hidden.csv", HEADER + lines(1, 1));
            write("other.txt", HEADER + lines(2, 1));
            write("whole.csv", HEADER + lines(3, 1));

            // When one is marked
            write("whole.csv.done", "");

            // Then it alone is taken, with its marker
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("done/whole.csv")));
            assertThat(left()).containsExactlyInAnyOrder(".hidden.csv", "half.csv", "other.txt");
            assertThat(of("/marked"))
                    .extracting(event -> event.value("contentId"))
                    .containsExactly("c-3");
            assertThat(feed.status().state()).isEqualTo("running");
        }
    }

    @Test
    void aStableFileIsOneThatHasNotChangedForAWhile() throws Exception {
        // Given a layout that wants an hour of quiet
        FolderLayout layout = new FolderLayout(definition("quiet", new Completion.Stable(Duration.ofHours(1)), 0));
        layout.create();
        Path file = write("slow.csv", HEADER);
        Instant written = Files.getLastModifiedTime(file).toInstant();

        // When, Then it is complete only when it was seen unchanged, and long enough after its last change
        assertThat(layout.complete(written.plusSeconds(7200))).isEmpty();
        assertThat(layout.complete(written.plusSeconds(3599))).isEmpty();
        assertThat(layout.complete(written.plusSeconds(3600))).containsExactly(file);
        Files.writeString(file, HEADER + lines(0, 1));
        assertThat(layout.complete(written.plusSeconds(9000))).isEmpty();
    }

    @Test
    void aBadFileIsNotSentAndToldWhy() throws Exception {
        // Given one file with a few bad lines, one with too many, and one that is no gzip
        String bad = "m-1,c-x,noon\n";
        write("few.csv", HEADER + lines(0, 2) + bad + lines(2, 1));
        write("many.csv", HEADER + lines(10, 2) + bad + bad + bad);
        byte[] broken = {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3};
        Files.write(folder.resolve("broken.csv"), broken);

        // When
        try (FolderFeed feed = feed("bad", new Completion.Stable(Duration.ZERO), 2)) {
            await().atMost(PATIENCE).until(() -> feed.status().counts().getOrDefault("failed", 0L) == 2);
            await().atMost(PATIENCE).until(() -> left().isEmpty());
        }

        // Then
        assertThat(of("/bad"))
                .extracting(event -> event.value("contentId"))
                .containsExactlyInAnyOrder("c-0", "c-1", "c-2");
        JsonNode few = report("done/few.csv.report.json");
        assertThat(few.path("badLines").asLong()).isEqualTo(1);
        assertThat(few.path("problems").get(0).path("line").asLong()).isEqualTo(4);
        assertThat(few.path("problems").get(0).path("reason").asText()).contains("event.time");
        assertThat(report("failed/many.csv.report.json").path("detail").asText())
                .isEqualTo("nothing was sent: more than 2 bad lines");
        assertThat(report("failed/broken.csv.report.json").path("detail").asText())
                .startsWith("nothing was sent:");
    }

    @Test
    void closedAnywhereAndOpenedAgainNothingIsLostOrHasTwoIds() throws Exception {
        // Given a large file
        int events = 40_000;
        write("large.csv", HEADER + lines(0, events));
        Random random = new Random(3);

        // When the feed is closed at random moments, and opened again
        int closings = 0;
        while (!Files.exists(folder.resolve("done/large.csv")) && closings < 40) {
            FolderFeed feed = feed("large", new Completion.Stable(Duration.ZERO), 0);
            long wait = 100 + random.nextInt(closings < 6 ? 700 : 5000);
            await().pollDelay(Duration.ofMillis(wait)).atMost(PATIENCE).until(() -> true);
            feed.close();
            closings++;
        }

        // Then every line is there, under one id however often it was sent
        List<Event> sent = of("/large");
        assertThat(sent.stream().map(Event::id).distinct()).hasSize(events);
        assertThat(sent.stream().map(event -> event.value("contentId")).distinct())
                .hasSize(events);
        assertThat(Files.exists(folder.resolve("done/large.csv"))).isTrue();
    }

    @Test
    void aTypeThatIsRegisteredWhileItRunsIsWaitedFor() throws Exception {
        // Given a complete file for a type that nobody knows
        write("parcels.csv", "parcel,to,at\np-1,m-1,2026-03-01T10:00:00Z\n");
        String mapping =
                """
                format: csv
                event: {type: parcel.sent, source: /depot, subject: "${to}", time: "${at}"}
                data: {parcel: "${parcel}", sentAt: "${at}"}
                """;
        try (TestingRegistry registry = new TestingRegistry()) {
            EventSchemas schemas = new SchemaSource(registry.url(), "", "", "", false).open();
            try (FolderFeed feed =
                    feed(definition("parcels", new Completion.Stable(Duration.ZERO), 0, mapping), schemas)) {
                await().atMost(PATIENCE).until(() -> feed.status().problem() != null);
                assertThat(feed.status().problem()).startsWith("event.type: parcel.sent, expected one of []");
                assertThat(left()).containsExactly("parcels.csv");

                // When it is registered
                kafka.create(List.of(Topics.ofEvents("parcel.sent")));
                registry.add(
                        "parcel.sent",
                        1,
                        7,
                        """
                        {"type": "record", "name": "ParcelSent", "fields": [
                          {"name": "parcel", "type": "string"},
                          {"name": "sentAt", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}""");

                // Then the file is sent
                await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("done/parcels.csv")));
                await().atMost(PATIENCE).until(() -> feed.status().problem() == null);
                ConsumerRecord<byte[], byte[]> record = kafka.committedRecords(
                                Topics.ofEvents("parcel.sent").name())
                        .get(0);
                Event event = new EventCodec(schemas).decode(record.headers(), record.value());
                assertThat(event.subject()).isEqualTo("m-1");
                assertThat(event.value("parcel")).isEqualTo("p-1");
                assertThat(event.value("sentAt")).hasToString("2026-03-01T10:00:00Z");
            }
        }
    }

    private FolderFeed feed(String name, Completion completion, long badLines) throws Exception {
        return feed(definition(name, completion, badLines), SCHEMAS);
    }

    private static FolderFeed feed(FeedDefinition.Folder definition, EventSchemas schemas) {
        Clock clock = Clock.systemUTC();
        return FolderFeed.start(
                definition,
                new LiveMapping(definition.mapping(), schemas),
                new EventSender(kafka.bootstrapServers(), "feed-" + definition.name()),
                new EventIntake(schemas, clock),
                FileProgress.open(postgres.dataSource(), clock),
                new FeedMetrics(new PrometheusRegistry()),
                clock,
                Duration.ofMillis(100));
    }

    private FeedDefinition.Folder definition(String name, Completion completion, long badLines) throws Exception {
        return definition(name, completion, badLines, MAPPING.replace("SOURCE", name));
    }

    private FeedDefinition.Folder definition(String name, Completion completion, long badLines, String yaml)
            throws Exception {
        DeclaredMapping mapping = DeclaredMapping.parse(YamlSection.parse(yaml), "${file.sha256}-${line}");
        return new FeedDefinition.Folder(name, folder, "*.csv{,.gz}", completion, badLines, mapping);
    }

    private Path write(String name, String text) throws IOException {
        Path part = Files.writeString(folder.resolve("." + name + ".part"), text);
        return Files.move(part, folder.resolve(name));
    }

    /** The names of the files that are still in the folder itself. */
    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private JsonNode report(String name) throws IOException {
        return Json.read(Files.readAllBytes(folder.resolve(name)));
    }

    private static String lines(int first, int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = first; i < first + count; i++) {
            lines.append("m-").append(i % 50).append(",c-").append(i).append(",2026-03-01T10:00:00Z\n");
        }
        return lines.toString();
    }

    private static List<Event> of(String source) throws MalformedRecordException {
        List<Event> events = new ArrayList<>();
        EventCodec codec = new EventCodec(SCHEMAS);
        for (ConsumerRecord<byte[], byte[]> record : kafka.committedRecords(TOPIC)) {
            Event event = codec.decode(record.headers(), record.value());
            if (event.source().equals(source)) {
                events.add(event);
            }
        }
        return events;
    }
}
