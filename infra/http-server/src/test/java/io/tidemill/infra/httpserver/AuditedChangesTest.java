package io.tidemill.infra.httpserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.AuditEntry;
import io.tidemill.infra.httpserver.audit.AuditLog;
import io.tidemill.infra.httpserver.audit.Outcome;
import io.tidemill.infra.httpserver.audit.PostgresAuditLog;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.testsupport.TestPostgres;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditedChangesTest {
    @Test
    void everyAttemptIsRecordedWithItsEnd(@TempDir Path folder) throws Exception {
        try (TestPostgres postgres = TestPostgres.start();
                PostgresPool pool = PostgresPool.open(Configuration.of(Map.of("postgres.url", postgres.jdbcUrl())))) {
            // Given a server with the audit log in PostgreSQL, opened as by two processes
            PostgresAuditLog.open(pool.dataSource(), Clock.systemUTC());
            AuditLog log = PostgresAuditLog.open(pool.dataSource(), Clock.systemUTC());
            // When one change is made, one is refused by the route
            assertThat(statuses(folder, log, new TestingGroup())).containsExactly(200, 409);
            // Then both attempts stand in the table
            List<String> rows = new ArrayList<>();
            try (Connection connection = pool.dataSource().getConnection();
                    ResultSet entries = connection
                            .createStatement()
                            .executeQuery(
                                    """
                                    select subject, tenant, array_to_string(roles, ','), action, target, outcome, detail,
                                    ended_at >= at from audit.entry order by at""")) {
                while (entries.next()) {
                    List<String> cells = new ArrayList<>();
                    for (int i = 1; i <= 8; i++) {
                        cells.add(entries.getString(i));
                    }
                    rows.add(String.join(" ", cells));
                }
            }
            assertThat(rows)
                    .containsExactly(
                            "anna shop-7 marketer,reader rule.change /api/rules/1 DONE {\"version\": 4} t",
                            "anna shop-7 marketer,reader rule.change /api/rules/stale REFUSED"
                                    + " {\"problem\": \"3: expected 4\"} t");
        }
    }

    @Test
    void whatCannotBeRecordedIsNotDone(@TempDir Path folder) throws Exception {
        TestingGroup group = new TestingGroup();
        AuditLog broken = new AuditLog() {
            @Override
            public UUID begin(AuditEntry entry) {
                throw new IllegalStateException("the log is full");
            }

            @Override
            public void end(UUID entry, Outcome outcome, String detail) {}
        };
        assertThat(statuses(folder, broken, group)).containsExactly(503, 503);
        assertThat(group.changes).hasValue(0);
    }

    private static List<Integer> statuses(Path folder, AuditLog log, TestingGroup group) throws Exception {
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        ServerParts parts = new ServerParts(tokens.verifier(), log, new PrometheusRegistry(), Clock.systemUTC());
        String token = tokens.issue("anna", "shop-7", Set.of(Role.MARKETER, Role.READER), Duration.ofMinutes(5));
        List<Integer> statuses = new ArrayList<>();
        try (HttpServer server = HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(group))) {
            for (String rule : List.of("1", "stale")) {
                HttpResponse<String> response = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(server.uri("/api/rules/" + rule))
                                        .header("authorization", "Bearer " + token)
                                        .header("content-type", "application/json")
                                        .PUT(BodyPublishers.ofString("{}"))
                                        .build(),
                                BodyHandlers.ofString());
                statuses.add(response.statusCode());
            }
        }
        return statuses;
    }
}
