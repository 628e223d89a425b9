package io.tidemill.infra.httpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclaredRoutesTest {
    @Test
    void onlyTheseOfTheServersOwnRoutesAreOpen() {
        StandardRoutes routes =
                new StandardRoutes(new Readiness(Vertx.vertx(), List.of()), new PrometheusRegistry(), List.of());
        assertThat(routes.routes())
                .filteredOn(route -> route.access() instanceof Access.Open)
                .extracting(Route::path)
                .containsExactly("/health/live", "/health/ready", "/metrics", "/openapi.json", "/docs");
    }

    @Test
    void aRouteThatMayChangeSomethingSaysWhetherItIsAudited() {
        assertThatThrownBy(() -> Route.delete("/api/rules/{id}", Access.of(Role.MARKETER), "Withdraw a rule")
                        .handle(request -> Response.noContent()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DELETE /api/rules/{id}: declare audited(action), or unaudited(because)");
    }

    @Test
    void anOpenRouteSaysWhy() {
        assertThatThrownBy(() -> Access.open(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPathIsMadeOfWholeSegments() {
        for (String path : List.of("api", "/api/", "/api//x", "/api/{id", "/api/x{id}", "/api/{i d}", "/")) {
            assertThatThrownBy(() ->
                            Route.get(path, Access.of(Role.READER), "Read").handle(request -> Response.noContent()))
                    .as(path)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(path);
        }
    }
}
