package io.tidemill.ingestion.lakeapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.SnapshotSummaries;
import io.tidemill.schemas.contracts.LakeTables;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LakeApiTest {
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
    void eachTableIsTold() throws Exception {
        // Given a table with two files, the newer snapshot of which tells no watermark but carries it over
        try (Lake lake = Lake.open(postgres.jdbcUrl(), folder.toString());
                LakeApi api = LakeApi.open(
                        Configuration.of(Map.of(
                                "lake.catalog-uri", postgres.jdbcUrl(),
                                "lake.warehouse", folder.toString())),
                        Clock.systemUTC())) {
            Table table = lake.tableOf("order.paid");
            append(table, 1).set(LakeTables.WATERMARK_PROPERTY, "1000").commit();
            SnapshotSummaries.carryOver(table, append(table, 2)).commit();
            // When the tables are asked for
            JsonNode tables = get(api, "/api/lake/tables").path("tables");
            // Then its figures are there
            assertThat(tables).hasSize(1);
            assertThat(tables.get(0).path("name").asText()).isEqualTo("order_paid");
            assertThat(tables.get(0).path("rows").asLong()).isEqualTo(30);
            assertThat(tables.get(0).path("files").asLong()).isEqualTo(2);
            assertThat(tables.get(0).path("smallFiles").asLong()).isEqualTo(2);
            assertThat(tables.get(0).path("snapshots").asLong()).isEqualTo(2);
            assertThat(tables.get(0).path("watermark").asText()).isEqualTo("1970-01-01T00:00:01Z");
            assertThat(table.currentSnapshot().summary()).containsEntry(LakeTables.WATERMARK_PROPERTY, "1000");
        }
    }

    private static org.apache.iceberg.AppendFiles append(Table table, int number) {
        return table.newAppend()
                .appendFile(DataFiles.builder(table.spec())
                        .withPath(table.locationProvider().newDataLocation(number + ".parquet"))
                        .withFormat("parquet")
                        .withPartitionPath("event_time_day=1997-01-0" + number)
                        .withRecordCount(10L * number)
                        .withFileSizeInBytes(1000)
                        .build());
    }

    private static JsonNode get(LakeApi api, String path) throws Exception {
        Route route = api.routes().stream()
                .filter(candidate -> candidate.path().equals(path))
                .findFirst()
                .orElseThrow();
        Request request = new Request(
                Caller.anonymous(), Map.of(), Map.<String, List<String>>of(), name -> Optional.empty(), new byte[0]);
        return Json.read(handle(route, request));
    }

    private static byte[] handle(Route route, Request request) throws Exception {
        return ((io.tidemill.infra.httpserver.routes.Handling.Blocking) route.handling())
                .handler()
                .handle(request)
                .body();
    }
}
