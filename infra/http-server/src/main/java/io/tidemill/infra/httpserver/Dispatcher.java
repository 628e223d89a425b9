package io.tidemill.infra.httpserver;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.BodyParts;
import io.tidemill.infra.httpserver.routes.Change;
import io.tidemill.infra.httpserver.routes.FilePart;
import io.tidemill.infra.httpserver.routes.Handling;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Takes an HTTP request to its route and the answer back. Shared by all event loops. */
final class Dispatcher {
    private static final String NO_ROUTE = "none";
    private static final byte[] NO_BODY = {};

    private final Vertx vertx;
    private final Authenticator authenticator;
    private final AuditedChanges audited;
    private final RequestMetrics metrics;
    private final RouteTable table;
    private final Bodies bodies;

    Dispatcher(Vertx vertx, ServerParts parts, RouteTable table, Bodies bodies) {
        this.vertx = vertx;
        this.authenticator = new Authenticator(vertx, parts.tokens());
        this.audited = new AuditedChanges(vertx, parts.audit(), parts.clock());
        this.metrics = new RequestMetrics(parts.metrics());
        this.table = table;
        this.bodies = bodies;
    }

    /** Answers a request. */
    void handle(HttpServerRequest request) {
        long start = System.nanoTime();
        request.pause();
        String method = request.method().name();
        RouteTable.Match match;
        try {
            match = request.path() == null || !request.path().startsWith("/")
                    ? new RouteTable.Match.Nothing()
                    : table.find(method.equals("HEAD") ? "GET" : method, request.path());
        } catch (ProblemException problem) {
            send(request, Problems.response(problem), NO_ROUTE, start);
            return;
        }
        if (match instanceof RouteTable.Match.Found found) {
            answer(request, found)
                    .otherwise(failure -> problem(failure, request))
                    .onSuccess(response -> send(request, response, found.route().path(), start));
        } else if (match instanceof RouteTable.Match.OtherMethods other) {
            String allowed = String.join(", ", other.allowed());
            ProblemException problem = new ProblemException(
                    405, "Method not allowed", method + " " + request.path() + ": expected " + allowed);
            send(request, Problems.response(problem).withHeader("allow", allowed), NO_ROUTE, start);
        } else {
            ProblemException problem = ProblemException.notFound("there is no " + request.path());
            send(request, Problems.response(problem), NO_ROUTE, start);
        }
    }

    /** Answers what is no HTTP request that can be read. */
    void refuse(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        ProblemException problem;
        if (cause instanceof TooLongHttpLineException) {
            problem = new ProblemException(414, "Address too long", "the request line is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem = new ProblemException(431, "Headers too long", "the headers are too long");
        } else {
            problem = ProblemException.malformed("this is no HTTP request");
        }
        Response response = Problems.response(problem);
        request.response().setStatusCode(response.status());
        response.headers().forEach(request.response()::putHeader);
        request.response().end(Buffer.buffer(response.body())).onComplete(end -> request.connection()
                .close());
    }

    private Future<Response> answer(HttpServerRequest request, RouteTable.Match.Found found) {
        Route route = found.route();
        return authenticator
                .caller(request.getHeader(HttpHeaders.AUTHORIZATION), route.access())
                .compose(caller -> {
                    requireMediaType(request, route);
                    if (route.handling() instanceof Handling.Streaming streaming) {
                        Request head = request(request, found, caller, NO_BODY);
                        StreamedBody body = new StreamedBody(vertx.getOrCreateContext(), request);
                        return run(route, request.path(), head, () -> call(streaming, head, body));
                    }
                    return bodies.read(request)
                            .map(body -> request(request, found, caller, body))
                            .compose(whole -> run(route, request.path(), whole, () -> call(route, whole)));
                });
    }

    private Future<Response> run(Route route, String path, Request request, Supplier<Future<Response>> call) {
        if (route.change() instanceof Change.Audited change) {
            return audited.run(change.action(), path, request.caller(), call);
        }
        return call.get();
    }

    private Future<Response> call(Handling.Streaming streaming, Request head, BodyParts body) {
        return Future.fromCompletionStage(streaming.handler().handle(head, body), vertx.getOrCreateContext());
    }

    private Future<Response> call(Route route, Request request) {
        if (route.handling() instanceof Handling.Blocking blocking) {
            return vertx.executeBlocking(() -> blocking.handler().handle(request), false);
        }
        Handling.Asynchronous asynchronous = (Handling.Asynchronous) route.handling();
        return Future.fromCompletionStage(asynchronous.handler().handle(request), vertx.getOrCreateContext());
    }

    private static void requireMediaType(HttpServerRequest request, Route route) {
        if (!route.method().hasBody() || route.consumes().isEmpty()) {
            return;
        }
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (contentType == null || !route.consumes().contains(MediaTypes.base(contentType))) {
            throw new ProblemException(
                    415,
                    "Media type not supported",
                    "content-type",
                    "content-type " + contentType + ": expected " + String.join(" or ", route.consumes()));
        }
    }

    private static Request request(
            HttpServerRequest request, RouteTable.Match.Found found, Caller caller, byte[] body) {
        MultiMap parameters;
        try {
            parameters = request.params();
        } catch (IllegalArgumentException e) {
            throw ProblemException.malformed("the query of the address: expected percent-encoded UTF-8");
        }
        Map<String, List<String>> query = new HashMap<>();
        parameters.names().forEach(name -> query.put(name, List.copyOf(parameters.getAll(name))));
        return new Request(
                caller,
                found.pathParameters(),
                query,
                name -> Optional.ofNullable(request.getHeader(name)),
                () -> request.headers().names(),
                body);
    }

    private static Response problem(Throwable failure, HttpServerRequest request) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return Problems.response(Problems.of(cause, request.method().name(), String.valueOf(request.path())));
    }

    /** A file went away before it was sent, or while it was: a body that ends too early must not look whole. */
    private static void giveUp(HttpServerRequest request, Throwable failure) {
        if (request.response().headWritten()) {
            // A connection of HTTP/2 has other answers on their way.
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset();
            } else {
                request.connection().close();
            }
            return;
        }
        Response problem = problem(failure, request);
        request.response().headers().clear();
        request.response().setStatusCode(problem.status());
        problem.headers().forEach(request.response()::putHeader);
        request.response().end(Buffer.buffer(problem.body()));
    }

    private void send(HttpServerRequest request, Response response, String route, long start) {
        metrics.observe(request.method().name(), route, response.status(), start);
        if (request.response().closed()) {
            return;
        }
        UnreadBody.announce(request, bodies.maximumBytes());
        request.response().setStatusCode(response.status());
        response.headers().forEach(request.response()::putHeader);
        if (request.method().name().equals("HEAD")) {
            request.response().putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(response.length()));
            request.response().end();
        } else if (response.file().isPresent() && response.length() > 0) {
            FilePart part = response.file().get();
            request.response()
                    .sendFile(part.file().toString(), part.first(), part.length())
                    .onFailure(failure -> giveUp(request, failure));
        } else {
            request.response().end(Buffer.buffer(response.body()));
        }
        UnreadBody.discard(vertx, request, bodies.maximumBytes());
    }
}
