package io.tidemill.ingestion.lakeversions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.LakeTables;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LakeVersionsTest {
    private static TestPostgres postgres;

    @TempDir
    private Path folder;

    private Lake lake;
    private TestingWriter writer;
    private LakeVersions versions;
    private TestingRequests api;

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
        versions = LakeVersions.open(
                Configuration.of(Map.of(
                        "lake.catalog-uri", postgres.jdbcUrl(),
                        "lake.warehouse", folder.toString(),
                        "lake.erasure.poll", "PT1H")),
                postgres.dataSource(),
                Clock.systemUTC());
        api = TestingRequests.of(versions);
    }

    @AfterEach
    void closeLake() {
        versions.close();
        TestingLakes.drop(lake, postgres, folder);
        lake.close();
    }

    @Test
    void aVersionIsReadAsItWasWhileTheTableGoesOn() throws Exception {
        // Given a table that someone writes to all the time
        writer.orders(0, List.of("a", "b"), 0);
        writer.deadLetter("k", "v");
        CountDownLatch stop = new CountDownLatch(1);
        AtomicLong appended = new AtomicLong();
        Thread appending = writer.keepAppending("busy", stop, appended);

        // When
        JsonNode made = api.post("/api/lake/versions", "{\"name\":\"march\",\"message\":\"before the move\"}");
        long then = rows("march");
        writer.orders(1, List.of("c"), 0);
        stop.countDown();
        appending.join();

        // Then
        assertThat(made.path("complete").asBoolean()).isTrue();
        assertThat(made.path("tables").size()).isEqualTo(2);
        assertThat(rows("march")).isEqualTo(then);
        assertThat(rows("current")).isEqualTo(3 + appended.get());
        JsonNode listed = api.get("/api/lake/versions").path("versions");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("note").path("message").asText()).isEqualTo("before the move");
        assertThat(listed.get(0).path("note").path("author").asText()).isEqualTo("ada");
        assertThatThrownBy(() -> api.post("/api/lake/versions", "{\"name\":\"march\",\"message\":\"again\"}"))
                .hasMessageContaining("already");
        api.delete("/api/lake/versions/march");
        assertThat(api.get("/api/lake/versions").path("versions")).isEmpty();
        assertThat(lake.table("order_paid").properties())
                .noneSatisfy((key, value) -> assertThat(key).startsWith("tidemill.version."));
    }

    @Test
    void aVersionThatWasBegunIsCompleted() throws Exception {
        // Given a version that only one of its two tables has yet
        long orders = writer.orders(0, List.of("a"), 0);
        writer.deadLetter("k", "v");
        api.post("/api/lake/versions", "{\"name\":\"half\",\"message\":\"m\"}");
        Table letters = lake.table("dead_letter");
        letters.manageSnapshots().removeTag("half").commit();
        writer.orders(1, List.of("b"), 0);
        assertThat(api.get("/api/lake/versions/half").path("complete").asBoolean())
                .isFalse();

        // When
        JsonNode made = api.post("/api/lake/versions", "{\"name\":\"half\",\"message\":\"other\"}");

        // Then it has the snapshots of the instant that was meant
        assertThat(made.path("complete").asBoolean()).isTrue();
        assertThat(made.path("note").path("message").asText()).isEqualTo("m");
        assertThat(made.path("tables").path("order_paid").asLong()).isEqualTo(orders);
    }

    @Test
    void versionsAreCompared() throws Exception {
        // Given two days in one version
        writer.orders(0, List.of("a", "b"), 0);
        writer.orders(1, List.of("c"), 0);
        api.post("/api/lake/versions", "{\"name\":\"one\",\"tables\":[\"order_paid\"],\"message\":\"m\"}");
        // When a day is written anew with one row gone, one changed, and another day comes with another column
        Table table = lake.table("order_paid");
        table.updateSchema().addColumn("note", Types.StringType.get()).commit();
        JsonNode before = api.get("/api/lake/tables/order_paid/rows?version=one&where=event_subject = 'a'");
        String id = before.path("rows").get(0).path("event_id").asText();
        TestingLakes.rewriteDay(table, 0, rows -> {
            rows.removeIf(row -> row.getField(LakeTables.EVENT_SUBJECT).equals("b"));
            rows.get(0).setField("note", "x");
        });
        writer.orders(2, List.of("d", "e", "f"), 0);
        JsonNode diff =
                api.get("/api/lake/versions/one/diff/current").path("tables").get(0);

        // Then
        assertThat(id).isNotEmpty();
        assertThat(diff.path("rows").toString()).isEqualTo("{\"added\":3,\"removed\":1,\"changed\":1}");
        assertThat(diff.path("changedByColumn").toString()).isEqualTo("{\"note\":1}");
        assertThat(diff.path("days").path("2026-03-01").toString())
                .isEqualTo("{\"added\":0,\"removed\":1,\"changed\":1}");
        assertThat(diff.path("days").path("2026-03-03").path("added").asInt()).isEqualTo(3);
        assertThat(diff.path("days").has("2026-03-02")).isFalse();
        assertThat(diff.path("filesRead").asInt()).isEqualTo(3);
        assertThat(diff.path("schema").get(0).asText()).isEqualTo("added note string");
    }

    @Test
    void aRollbackKeepsTheWatermarkTheOffsetsAndTheCommit() throws Exception {
        // Given a day that is announced, and an open one that shall go
        long watermark = TestingWriter.FIRST_DAY
                .plusDays(1)
                .atTime(6, 0)
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
        long good = writer.orders(0, List.of("a"), watermark - 86_400_000);
        writer.orders(1, List.of("b", "c"), watermark);
        Snapshot last = lake.table("order_paid").currentSnapshot();
        CountDownLatch stop = new CountDownLatch(1);
        AtomicLong appended = new AtomicLong();
        Thread appending = writer.keepAppending("busy", stop, appended);

        // When
        JsonNode done = api.post("/api/lake/tables/order_paid/rollback", "{\"to\":\"" + good + "\"}");
        stop.countDown();
        appending.join();

        // Then
        Table table = lake.table("order_paid");
        Snapshot made = table.snapshot(done.path("made").asLong());
        assertThat(made.parentId()).isEqualTo(done.path("from").asLong());
        assertThat(done.path("rowsAfter").asLong())
                .isLessThanOrEqualTo(done.path("rowsBefore").asLong() - 2);
        assertThat(made.summary())
                .containsEntry(LakeTables.WATERMARK_PROPERTY, Long.toString(watermark))
                .containsEntry(LakeTables.OFFSETS_PROPERTY, last.summary().get(LakeTables.OFFSETS_PROPERTY))
                .containsKey("tidemill.commit-id");
        assertThat(api.get("/api/lake/tables/order_paid/rows?where=event_subject != 'busy'")
                        .path("rows"))
                .hasSize(1);
        assertThat(table.currentSnapshot().summary())
                .containsEntry(LakeTables.WATERMARK_PROPERTY, Long.toString(watermark));
    }

    @Test
    void anAnnouncedDayIsNotUndoneUnlessForced() throws Exception {
        // Given
        long after = TestingWriter.FIRST_DAY
                .plusDays(3)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .toEpochMilli();
        long first = writer.orders(0, List.of("a"), 1);
        writer.orders(1, List.of("b"), after);

        // Then
        assertThatThrownBy(() -> api.post("/api/lake/tables/order_paid/rollback", "{\"to\":\"" + first + "\"}"))
                .hasMessageContaining("2026-03-02");
        JsonNode done = api.post("/api/lake/tables/order_paid/rollback", "{\"to\":\"" + first + "\",\"force\":true}");
        assertThat(done.path("announcedDays").get(0).asText()).isEqualTo("2026-03-02");
        assertThat(done.path("rowsAfter").asLong()).isEqualTo(1);
        assertThatThrownBy(() -> api.post("/api/lake/tables/order_paid/rollback", "{\"to\":\"" + first + "\"}"))
                .hasMessageContaining("already");
    }

    @Test
    void rowsAreReadByConditionAndTenant() throws Exception {
        // Given
        writer.orders(0, List.of("a", "b", "it's"), 0);

        // Then
        assertThat(where("amount >= 1 and event_subject = 'it''s'")).hasSize(1);
        assertThat(where("event_time < '2026-03-01T13:00:00Z' and event_subject like 'a%'"))
                .hasSize(1);
        assertThat(where("event_time < '2026-03-01T11:00:00Z'")).isEmpty();
        assertThat(where("kafka_partition != 0")).isEmpty();
        assertThat(where("amount is not null")).hasSize(3);
        assertThat(api.as(Role.READER).get("/api/lake/tables/order_paid/rows").path("rows"))
                .isEmpty();
        assertThat(api.get("/api/lake/tables/order_paid/rows?limit=2").path("rows"))
                .hasSize(2);
        assertThatThrownBy(() -> where("amount ~ 3")).hasMessageContaining("amount ~ 3");
        assertThatThrownBy(() -> where("amount = 'x'")).hasMessageContaining("decimal");
        assertThatThrownBy(() -> where("nothing = 1")).hasMessageContaining("nothing");
        assertThatThrownBy(() -> api.get("/api/lake/tables/none/rows")).hasMessageContaining("order_paid");
        assertThatThrownBy(() -> api.get("/api/lake/tables/order_paid/rows?version=none"))
                .hasMessageContaining("none");
        assertThatThrownBy(() -> api.get("/api/lake/tables/order_paid/rows?asOf=1999-01-01T00:00:00Z"))
                .hasMessageContaining("no snapshot as old as");
    }

    private JsonNode where(String condition) throws Exception {
        return api.get("/api/lake/tables/order_paid/rows?where=" + condition).path("rows");
    }

    private long rows(String version) throws Exception {
        return api.get("/api/lake/tables/order_paid/rows?limit=10000&version=" + version)
                .path("rows")
                .size();
    }
}
