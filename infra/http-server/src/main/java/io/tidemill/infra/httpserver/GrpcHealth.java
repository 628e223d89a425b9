package io.tidemill.infra.httpserver;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.health.HealthServiceOptions;
import io.vertx.grpc.health.handler.GrpcHealthCheckV1Handler;
import io.vertx.grpc.health.handler.GrpcHealthWatchV1Handler;
import io.vertx.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.vertx.grpc.server.GrpcServer;
import java.util.Map;
import java.util.Set;

/**
 * The service {@code grpc.health.v1.Health}. Vert.x's own says of the server as a whole, which is the empty name, that
 * it serves whatever the checks say; here it follows them as each service does.
 */
record GrpcHealth(Vertx vertx, Readiness readiness, Set<String> services) {
    void bind(GrpcServer server) {
        server.callHandler(GrpcHealthCheckV1Handler.SERVICE_METHOD, new GrpcHealthCheckV1Handler(server, Map.of()) {
            @Override
            protected Future<ServingStatus> checkStatus(String service) {
                return status(service);
            }
        });
        server.callHandler(
                GrpcHealthWatchV1Handler.SERVICE_METHOD,
                new GrpcHealthWatchV1Handler(vertx, server, Map.of(), new HealthServiceOptions()) {
                    @Override
                    protected Future<ServingStatus> checkStatus(String service) {
                        return status(service);
                    }
                });
    }

    private Future<ServingStatus> status(String service) {
        if (!service.isEmpty() && !services.contains(service)) {
            return Future.succeededFuture(ServingStatus.SERVICE_UNKNOWN);
        }
        return readiness.ready().map(ready -> ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }
}
