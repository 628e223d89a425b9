package io.tidemill.infra.httpserver.routes;

import java.util.List;

/** What one module serves. The module exposes one class of this type; a server is started with several. */
public interface RouteGroup {
    /** A short name for the documentation, such as {@code rules}. */
    String name();

    /** Its routes over HTTP. */
    List<Route> routes();

    /** Its methods over gRPC. */
    default List<GrpcMethod<?, ?>> grpcMethods() {
        return List.of();
    }

    /** What must be well for the server to be ready. */
    default List<ReadinessCheck> readinessChecks() {
        return List.of();
    }
}
