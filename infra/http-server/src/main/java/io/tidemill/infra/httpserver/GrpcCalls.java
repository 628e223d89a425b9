package io.tidemill.infra.httpserver;

import com.google.protobuf.Message;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.GrpcMethod;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** The gRPC methods of the groups, and the standard health service. */
record GrpcCalls(
        ServerParts parts, Readiness readiness, HttpServerSettings settings, List<? extends RouteGroup> groups) {
    /** Whether a request is a gRPC call. */
    static boolean is(HttpServerRequest request) {
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (contentType == null || request.version() != HttpVersion.HTTP_2) {
            return false;
        }
        String mediaType = MediaTypes.base(contentType);
        return mediaType.equals("application/grpc") || mediaType.equals("application/grpc+proto");
    }

    /** A server of the methods; each event loop has its own. */
    GrpcServer server(Vertx vertx) {
        GrpcServer server =
                GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(settings.maximumBodyBytes()));
        Authenticator authenticator = new Authenticator(vertx, parts.tokens());
        Set<String> services = new HashSet<>();
        for (RouteGroup group : groups) {
            for (GrpcMethod<?, ?> method : group.grpcMethods()) {
                bind(vertx, server, authenticator, method);
                services.add(method.service());
            }
        }
        new GrpcHealth(vertx, readiness, services).bind(server);
        return server;
    }

    private static <Q extends Message, A extends Message> void bind(
            Vertx vertx, GrpcServer server, Authenticator authenticator, GrpcMethod<Q, A> method) {
        ServiceMethod<Q, A> declared = ServiceMethod.server(
                ServiceName.create(method.service()),
                method.method(),
                GrpcMessageEncoder.encoder(),
                GrpcMessageDecoder.decoder(method.request()));
        server.callHandler(declared, call -> {
            Future<Q> message = call.last();
            authenticator
                    .caller(call.headers().get("authorization"), method.access())
                    .compose(caller -> message.compose(request -> Future.fromCompletionStage(
                            method.handler().handle(request, caller), vertx.getOrCreateContext())))
                    .onSuccess(answer -> call.response().end(answer))
                    .onFailure(failure -> refuse(call, failure));
        });
    }

    private static void refuse(GrpcServerRequest<?, ?> call, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        ProblemException problem = Problems.of(cause, "gRPC", call.fullMethodName());
        String field = problem.field().map(name -> name + ": ").orElse("");
        call.response()
                .status(status(problem.status()))
                .statusMessage(field + problem.detail())
                .end();
    }

    private static GrpcStatus status(int httpStatus) {
        return switch (httpStatus) {
            case 400, 413, 415, 422 -> GrpcStatus.INVALID_ARGUMENT;
            case 401 -> GrpcStatus.UNAUTHENTICATED;
            case 403 -> GrpcStatus.PERMISSION_DENIED;
            case 404 -> GrpcStatus.NOT_FOUND;
            case 409 -> GrpcStatus.ABORTED;
            case 429 -> GrpcStatus.RESOURCE_EXHAUSTED;
            case 503 -> GrpcStatus.UNAVAILABLE;
            case 504 -> GrpcStatus.DEADLINE_EXCEEDED;
            default -> GrpcStatus.INTERNAL;
        };
    }
}
