package io.tidemill.ingestion.lakeversions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.files.SnapshotFiles;
import io.tidemill.ingestion.lakeversions.lifecycle.TierSettings;
import io.tidemill.schemas.contracts.LakeTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class TieringTest {
    private static TestPostgres postgres;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @Test
    void oldDaysLieElsewhereAndTheOldestGo() throws Exception {
        // Given days 0 to 9 with two files each, today being day 10, and a version of the first day
        Path hot = folder.resolve("hot");
        Path cold = folder.resolve("cold");
        Clock clock = Clock.fixed(
                TestingWriter.FIRST_DAY.plusDays(10).atTime(8, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
        Map<String, String> settings = new HashMap<>(ErasureTest.settings(postgres.jdbcUrl(), hot, "PT1H"));
        settings.put("lake.tiers.cold-location", cold + "/");
        settings.put("lake.tiers.order_paid.cold-after-days", "3");
        settings.put("lake.tiers.order_paid.expire-after-days", "8");
        try (Lake lake = Lake.open(postgres.jdbcUrl(), hot.toString())) {
            TestingWriter writer = new TestingWriter(lake);
            for (int day = 0; day < 10; day++) {
                writer.orders(day, List.of("a", "b"), 1000 + day);
                writer.orders(day, List.of("c"), 1000 + day);
            }
            Table table = lake.table("order_paid");
            table.manageSnapshots()
                    .createTag("first", table.currentSnapshot().snapshotId())
                    .commit();
            CountDownLatch stop = new CountDownLatch(1);
            AtomicLong appended = new AtomicLong();
            Thread appending = writer.keepAppending("busy", stop, appended);
            settings.put("lake.tiers.interval", "P1D");
            JsonNode done = null;

            // When
            try (LakeVersions versions =
                    LakeVersions.open(Configuration.of(withoutSchedule(settings)), postgres.dataSource(), clock)) {
                assertThatThrownBy(() -> TestingRequests.of(versions).post("/api/lake/tables/order_paid/tier", "{}"))
                        .hasMessageContaining("lake.tiers.order_paid.cold-after-days");
            }
            try (LakeVersions versions = LakeVersions.open(Configuration.of(settings), postgres.dataSource(), clock)) {
                TestingRequests api = TestingRequests.of(versions);
                done = api.post("/api/lake/tables/order_paid/tier", "{}");
                org.awaitility.Awaitility.await()
                        .until(() -> days(lake.table("order_paid"), cold).equals(List.of(2, 3, 4, 5, 6)));
                stop.countDown();
                appending.join();

                // Then days 2 to 6 are cold, one file each; days 0 and 1 are in the version alone
                table.refresh();
                assertThat(done.path("table").asText()).isEqualTo("order_paid");
                assertThat(days(table, hot).stream().distinct().toList()).isEqualTo(List.of(7, 8, 9));
                assertThat(table.currentSnapshot().summary()).containsEntry(LakeTables.WATERMARK_PROPERTY, "1009");
                assertThat(api.get("/api/lake/tables/order_paid/rows?limit=10000")
                                .path("rows"))
                        .hasSize(8 * 3 + (int) appended.get());
                assertThat(api.get("/api/lake/tables/order_paid/rows?version=first")
                                .path("rows"))
                        .hasSize(30);
                assertThat(Files.isDirectory(cold.resolve("order_paid/event_time_day=2026-03-03")))
                        .isTrue();
            }
        }
    }

    @Test
    void agesThatMakeNoSenseAreRefused() {
        // Given
        Map<String, String> noLocation = Map.of("lake.tiers.default.cold-after-days", "3");
        Map<String, String> wrongOrder = Map.of(
                "lake.tiers.cold-location", "/cold",
                "lake.tiers.order_paid.cold-after-days", "8",
                "lake.tiers.order_paid.expire-after-days", "3");

        // Then
        assertThatThrownBy(() -> TierSettings.of(Configuration.of(noLocation)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("lake.tiers.cold-location");
        assertThatThrownBy(() -> TierSettings.of(Configuration.of(wrongOrder)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("expire-after-days 3");
        assertThat(TierSettings.of(Configuration.of(Map.of())).isEmpty()).isTrue();
    }

    private static Map<String, String> withoutSchedule(Map<String, String> settings) {
        Map<String, String> others = new HashMap<>(settings);
        others.keySet().removeIf(key -> key.startsWith("lake.tiers."));
        return others;
    }

    /** The days of the files that lie under a folder, in order. */
    private static List<Integer> days(Table table, Path under) {
        return SnapshotFiles.of(table, table.currentSnapshot()).values().stream()
                .filter(file -> file.location().startsWith(under.toString()))
                .map((DataFile file) ->
                        file.partition().get(0, Integer.class) - Math.toIntExact(TestingWriter.FIRST_DAY.toEpochDay()))
                .sorted()
                .toList();
    }
}
