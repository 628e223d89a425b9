package io.tidemill.infra.httpserver.routes;

import com.google.protobuf.Message;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Caller;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * One unary method over gRPC. The handler runs on the event loop and must not wait; a {@link
 * io.tidemill.infra.httpserver.problems.ProblemException} becomes the gRPC status that fits its HTTP status.
 *
 * @param service the full name of the service, such as {@code inference.GRPCInferenceService}
 * @param method such as {@code ModelInfer}
 * @param access who may call it
 * @param request the default instance of the request's type
 * @param handler the code behind it
 */
public record GrpcMethod<Q extends Message, A extends Message>(
        String service, String method, Access access, Q request, Handler<Q, A> handler) {
    public GrpcMethod {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(handler, "handler");
    }

    /** Answers a request. */
    @FunctionalInterface
    public interface Handler<Q extends Message, A extends Message> {
        CompletionStage<A> handle(Q request, Caller caller);
    }
}
