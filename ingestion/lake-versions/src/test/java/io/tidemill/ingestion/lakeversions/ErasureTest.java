package io.tidemill.ingestion.lakeversions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.erasure.Person;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class ErasureTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String PERSON = "member-7";

    private static TestPostgres postgres;

    @TempDir
    private Path folder;

    private Lake lake;
    private TestingWriter writer;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void openLake() {
        lake = Lake.open(postgres.jdbcUrl(), folder.toString());
        writer = new TestingWriter(lake);
    }

    @AfterEach
    void closeLake() {
        TestingLakes.drop(lake, postgres, folder);
        lake.close();
    }

    @Test
    void nothingOfAPersonIsLeftInAnyFile() throws Exception {
        // Given a person on some days, in a version, in a training run's snapshot, and among the dead letters
        for (int day = 0; day < 3; day++) {
            writer.orders(day, members(), 86_400_000L * (day + 1));
        }
        Table table = lake.table("order_paid");
        writer.orders(3, List.of(PERSON), 0);
        table.refresh();
        table.manageSnapshots()
                .createTag("run-1", table.currentSnapshot().snapshotId())
                .commit();
        writer.orders(4, List.of("member-8"), 0);
        writer.deadLetter(PERSON, "not an event");
        writer.deadLetter("k", "{\"subject\":\"" + PERSON + "\"}");
        writer.deadLetter("member-77", "someone else");
        CountDownLatch stop = new CountDownLatch(1);
        AtomicLong appended = new AtomicLong();
        try (LakeVersions versions = open(folder)) {
            TestingRequests api = TestingRequests.of(versions);
            api.post("/api/lake/versions", "{\"name\":\"march\",\"message\":\"m\"}");
            assertThat(filesWith(PERSON)).isNotEmpty();
            Thread appending = writer.keepAppending("busy", stop, appended);

            // When
            JsonNode asked = api.post(
                    "/api/lake/erasures", "{\"subject\":\"" + PERSON + "\",\"reason\":\"asked for on paper\"}");
            JsonNode done = awaitState(api, asked.path("erasure").path("id").asText(), "DONE");
            stop.countDown();
            appending.join();

            // Then
            assertThat(filesWith(PERSON)).isEmpty();
            JsonNode report = report(done, "order_paid");
            assertThat(report.path("rowsRemoved").asLong()).isEqualTo(4);
            assertThat(report.path("tagsMoved").toString()).isEqualTo("[\"march\",\"run-1\"]");
            assertThat(report.path("occurrences")).isEmpty();
            assertThat(report.path("filesSearched").asInt()).isPositive();
            assertThat(report(done, "dead_letter").path("rowsRemoved").asLong()).isEqualTo(2);
            assertThat(done.path("erasure").toString()).doesNotContain(PERSON);
            assertThat(done.path("topicsHoldUntil").asText()).isNotEmpty();
            // And everyone else is there, now and in the version
            assertThat(count(api, "current", "busy")).isEqualTo(appended.get());
            assertThat(count(api, "current", "member-77")).isEqualTo(3);
            assertThat(count(api, "march", "member-77")).isEqualTo(3);
            assertThat(count(api, "march", PERSON)).isZero();
            assertThat(api.get("/api/lake/tables/dead_letter/rows").path("rows"))
                    .hasSize(1);
            table.refresh();
            Snapshot current = table.currentSnapshot();
            assertThat(current.summary()).containsEntry(LakeTables.WATERMARK_PROPERTY, Long.toString(3 * 86_400_000L));
        }
    }

    @Test
    void anErasureThatAServerDidNotEndIsEndedByTheNext() throws Exception {
        // Given an erasure that a server in a process of its own works on
        for (int day = 0; day < 40; day++) {
            writer.orders(day, members(), 0);
        }
        writer.deadLetter(PERSON, "x");
        Process server = ErasureProcess.start(postgres.jdbcUrl(), folder);
        try (LakeVersions idle =
                LakeVersions.open(configuration(folder, "PT1H"), postgres.dataSource(), Clock.systemUTC())) {
            TestingRequests api = TestingRequests.of(idle);
            String id = api.post("/api/lake/erasures", "{\"subject\":\"" + PERSON + "\",\"reason\":\"r\"}")
                    .path("erasure")
                    .path("id")
                    .asText();

            // When it is killed in the middle of it
            await().atMost(LONG)
                    .until(() -> !erased().isEmpty()
                            || !api.get("/api/lake/erasures/" + id)
                                    .path("erasure")
                                    .path("tables")
                                    .isEmpty());
            server.destroyForcibly().onExit().join();
            try (LakeVersions next = open(folder)) {
                JsonNode done = awaitState(TestingRequests.of(next), id, "DONE");

                // Then
                assertThat(filesWith(PERSON)).isEmpty();
                assertThat(report(done, "order_paid").path("occurrences")).isEmpty();
                assertThat(count(api, "current", "member-8")).isEqualTo(40);
            }
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void aPersonWhoIsKeptOutIsErasedAgain() throws Exception {
        // Given
        writer.orders(0, members(), 0);
        try (LakeVersions versions = open(folder)) {
            TestingRequests api = TestingRequests.of(versions);
            String id = api.post(
                            "/api/lake/erasures",
                            "{\"subject\":\"" + PERSON + "\",\"reason\":\"r\",\"keepErased\":\"P1D\"}")
                    .path("erasure")
                    .path("id")
                    .asText();
            awaitState(api, id, "STANDING");

            // When an event of theirs comes late
            writer.orders(1, List.of(PERSON, "member-8"), 0);

            // Then
            await().atMost(LONG).untilAsserted(() -> {
                assertThat(count(api, "current", PERSON)).isZero();
                assertThat(count(api, "current", "member-8")).isEqualTo(2);
            });
            await().atMost(LONG).until(() -> filesWith(PERSON).isEmpty());
        }
    }

    @Test
    void theProofCoversWhatIsKeptBesideTheTables() throws Exception {
        // Given a store beside the tables, which has something of the person that is another's too
        writer.orders(0, members(), 0);
        List<String> left = new ArrayList<>(List.of("a place"));
        PersonalStore store = new PersonalStore() {
            @Override
            public String name() {
                return "letters-in-a-drawer";
            }

            @Override
            public Erased erase(Person person) {
                return new Erased(1, 5, left, List.of("a letter to two"));
            }
        };
        try (LakeVersions versions =
                LakeVersions.open(configuration(folder, "PT0.1S"), postgres.dataSource(), Clock.systemUTC(), store)) {
            TestingRequests api = TestingRequests.of(versions);
            String id = api.post("/api/lake/erasures", "{\"subject\":\"" + PERSON + "\",\"reason\":\"r\"}")
                    .path("erasure")
                    .path("id")
                    .asText();

            // When something of them is left there, then the erasure is not complete
            JsonNode ended = awaitState(api, id, "INCOMPLETE");
            assertThat(report(ended, store.name()).path("occurrences").toString())
                    .contains("a place");

            // And it is, once nothing is left; what is another's too is told
            left.clear();
            api.post("/api/lake/erasures/" + id + "/retry", "{}");
            JsonNode done = awaitState(api, id, "DONE");
            assertThat(report(done, store.name()).path("shared").toString()).contains("a letter to two");
            assertThat(report(done, store.name()).path("filesSearched").asInt()).isEqualTo(5);
        }
    }

    @Test
    void whoIsMentionedElsewhereIsToldAndNotPassedOver() throws Exception {
        // Given another's row that mentions the person
        writer.orders(0, List.of("member-8"), 0);
        TestingLakes.rewriteDay(lake.table("order_paid"), 0, rows -> rows.get(0).setField("orderId", PERSON));
        try (LakeVersions versions = open(folder)) {
            TestingRequests api = TestingRequests.of(versions);
            String id = api.post("/api/lake/erasures", "{\"subject\":\"" + PERSON + "\",\"reason\":\"r\"}")
                    .path("erasure")
                    .path("id")
                    .asText();

            // When
            JsonNode ended = awaitState(api, id, "INCOMPLETE");

            // Then
            assertThat(report(ended, "order_paid").path("occurrences").toString())
                    .contains("orderId");
            assertThat(count(api, "current", "member-8")).isEqualTo(1);
            assertThatThrownBy(() -> api.as(Role.OPERATOR)
                            .post("/api/lake/erasures", "{\"subject\":\"x\",\"reason\":\"r\",\"tenant\":\"default\"}"))
                    .hasMessageContaining("only an admin");
        }
    }

    private List<String> members() {
        return IntStream.rangeClosed(0, 99)
                .mapToObj(number -> "member-" + number)
                .toList();
    }

    private LakeVersions open(Path warehouse) {
        return LakeVersions.open(configuration(warehouse, "PT0.1S"), postgres.dataSource(), Clock.systemUTC());
    }

    static Configuration configuration(Path warehouse, String poll) {
        return Configuration.of(settings(postgres.jdbcUrl(), warehouse, poll));
    }

    static Map<String, String> settings(String url, Path warehouse, String poll) {
        return Map.of(
                "lake.catalog-uri",
                url,
                "lake.warehouse",
                warehouse.toString(),
                "lake.erasure.poll",
                poll,
                "lake.erasure.repeat",
                "PT0.5S",
                "lake.erasure.settled",
                "PT1S");
    }

    private List<String> erased() {
        Table table = lake.table("order_paid");
        List<String> erased = new ArrayList<>();
        table.snapshots().forEach(snapshot -> {
            if (snapshot.summary().containsKey("tidemill.erased-files")) {
                erased.add(Long.toString(snapshot.snapshotId()));
            }
        });
        return erased;
    }

    private static JsonNode awaitState(TestingRequests api, String id, String state) {
        List<JsonNode> last = new ArrayList<>();
        await().atMost(LONG).untilAsserted(() -> {
            JsonNode found = api.get("/api/lake/erasures/" + id);
            last.add(found);
            assertThat(found.path("erasure").path("state").asText())
                    .as(found.toString())
                    .isEqualTo(state);
        });
        return last.get(last.size() - 1);
    }

    private static JsonNode report(JsonNode erasure, String table) {
        for (JsonNode report : erasure.path("erasure").path("tables")) {
            if (report.path("table").asText().equals(table)) {
                return report;
            }
        }
        throw new AssertionError("no report of " + table + ": " + erasure);
    }

    private static long count(TestingRequests api, String version, String subject) throws Exception {
        return api.get("/api/lake/tables/order_paid/rows?limit=10000&version=" + version + "&where=event_subject = '"
                        + subject + "'")
                .path("rows")
                .size();
    }

    /** An independent look: bytes, Avro's entries as text, and Parquet's subjects by a plain read of the folder. */
    private List<String> filesWith(String person) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (text(file).matches("(?s).*(?<![A-Za-z0-9-])" + person + "(?![A-Za-z0-9-]).*")) {
                    found.add(file.toString());
                }
            }
        }
        return found;
    }

    private static String text(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            if (file.toString().endsWith(".avro")) {
                StringBuilder text = new StringBuilder();
                try (DataFileStream<GenericRecord> entries = new DataFileStream<>(stream, new GenericDatumReader<>())) {
                    entries.forEach(entry -> text.append(latin(entry)).append('\n'));
                }
                return text.toString();
            }
            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.nio.file.NoSuchFileException e) {
            return "";
        }
    }

    private static String latin(GenericRecord entry) {
        return entry.toString();
    }
}
