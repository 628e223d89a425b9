package io.tidemill.featurejobs.featureconsistency;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.testsupport.TestPostgres;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsistencyRoutesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void aDayThatCannotBeComparedSaysWhy(@TempDir Path folder) throws Exception {
        LocalTokens tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), clock);
        try (TestPostgres postgres = TestPostgres.start()) {
            ConsistencyStore store = ConsistencyStore.open(postgres.dataSource());
            try (HttpServer server = HttpServer.start(
                    new HttpServerSettings("127.0.0.1", 0, 1 << 20, 2, 1),
                    new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), clock),
                    List.of(new ConsistencyRoutes(store, clock)))) {
                // Given a complete day that was not looked at yet
                LogDay day = new LogDay(DAY, 1, NOW);
                store.transactions().run(connection -> {
                    ConsistencyStore.add(connection, day);
                    return day;
                });
                assertThat(get(server, tokens)).contains("404", "or its tables are waited for");
                // When it cannot be compared
                store.transactions()
                        .run(connection -> ConsistencyStore.note(connection, day, "features/shop.yaml: no YAML", NOW));
                // Then whoever asks for it is told so
                assertThat(get(server, tokens)).contains("404", "failed the last time: features/shop.yaml: no YAML");
            }
        }
    }

    private static String get(HttpServer server, LocalTokens tokens) throws Exception {
        String token = tokens.issue("ann", "default", Set.of(Role.READER), Duration.ofHours(1));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.uri("/api/feature-consistency/" + DAY))
                                .header("authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
