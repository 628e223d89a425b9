package io.tidemill.infra.httpserver;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.GrpcMethod;
import io.tidemill.infra.httpserver.routes.ReadinessCheck;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Routes of every kind. */
final class TestingGroup implements RouteGroup {
    final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
    final AtomicInteger changes = new AtomicInteger();

    record Order(String member, int quantity) {}

    @Override
    public String name() {
        return "testing";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/things/{name}", Access.of(Role.READER), "Read a thing")
                        .query("as", "how")
                        .response("{\"type\":\"object\"}")
                        .handle(request -> Response.ok(Map.of(
                                "name",
                                request.path("name"),
                                "as",
                                request.query("as").orElse(""),
                                "tenant",
                                request.caller().tenant()))),
                Route.post("/api/orders", Access.of(Role.PRODUCER), "Order")
                        .request("{\"type\":\"object\"}")
                        .unaudited("it is a test")
                        .handle(request -> Response.ok(request.json(Order.class))),
                Route.put("/api/rules/{id}", Access.of(Role.MARKETER), "Change a rule")
                        .audited("rule.change")
                        .handle(request -> {
                            request.json();
                            changes.incrementAndGet();
                            if (request.path("id").equals("stale")) {
                                throw ProblemException.conflict("version", "3: expected 4");
                            }
                            return Response.ok(Map.of()).withAuditDetail(Map.of("version", 4));
                        }),
                Route.get("/api/slow", Access.of(Role.READER), "Answer later")
                        .handleAsync(request -> CompletableFuture.supplyAsync(() -> Response.ok(Map.of("late", true)))),
                Route.get("/api/broken", Access.of(Role.READER), "Fail").handle(request -> {
                    throw new IllegalStateException("the secret of the house");
                }),
                Route.get("/api/busy", Access.of(Role.READER), "Be busy").handleAsync(request -> {
                    throw ProblemException.unavailable("come back", Duration.ofSeconds(7));
                }));
    }

    @Override
    public List<GrpcMethod<?, ?>> grpcMethods() {
        return List.of(new GrpcMethod<HealthCheckRequest, HealthCheckResponse>(
                "testing.Mirror",
                "Check",
                Access.of(Role.READER),
                HealthCheckRequest.getDefaultInstance(),
                (request, caller) -> {
                    if (request.getService().isEmpty()) {
                        throw ProblemException.invalid("service", "expected a name");
                    }
                    return CompletableFuture.completedFuture(HealthCheckResponse.newBuilder()
                            .setStatus(HealthCheckResponse.ServingStatus.SERVING)
                            .build());
                }));
    }

    @Override
    public List<ReadinessCheck> readinessChecks() {
        return List.of(new ReadinessCheck("testing", trouble::get));
    }
}
