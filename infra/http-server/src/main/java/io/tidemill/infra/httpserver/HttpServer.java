package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A running server: the routes and gRPC methods of some groups on one port, with what every server has. */
public final class HttpServer implements AutoCloseable {
    private static final Duration START_AND_STOP = Duration.ofSeconds(30);
    private static final int LONGEST_LINE = 64 << 10;
    private static final int LONGEST_HEADERS = 32 << 10;
    private static final int IDLE_SECONDS = 300;

    /** Vert.x's sign for "any free port, and the same one in every event loop". */
    private static final int SHARED_FREE_PORT = -1;

    private final Vertx vertx;
    private final String host;
    private final int port;

    private HttpServer(Vertx vertx, String host, int port) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @throws IllegalArgumentException if two groups declare the same route
     * @throws IllegalStateException if the port is taken
     */
    public static HttpServer start(HttpServerSettings settings, ServerParts parts, List<? extends RouteGroup> groups) {
        List<RouteGroup> all = new ArrayList<>(groups);
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setWorkerPoolSize(settings.workers()).setEventLoopPoolSize(settings.eventLoops()));
        try {
            Readiness readiness = new Readiness(
                    vertx,
                    groups.stream()
                            .flatMap(group -> group.readinessChecks().stream())
                            .toList());
            all.add(new StandardRoutes(readiness, parts.metrics(), groups));
            List<Route> routes =
                    all.stream().flatMap(group -> group.routes().stream()).toList();
            Dispatcher dispatcher =
                    new Dispatcher(vertx, parts, new RouteTable(routes), new Bodies(settings.maximumBodyBytes()));
            AtomicInteger port = new AtomicInteger();
            Future<String> started = vertx.deployVerticle(
                    () -> new Listener(settings, dispatcher, new GrpcCalls(parts, readiness, settings, groups), port),
                    new DeploymentOptions().setInstances(settings.eventLoops()));
            await(started, "cannot listen on " + settings.host() + ":" + settings.port());
            return new HttpServer(vertx, settings.host(), port.get());
        } catch (RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** The address of a path, which begins with a slash. */
    public URI uri(String path) {
        return URI.create("http://" + host + ":" + port + path);
    }

    /** Stops listening, and waits for what is being answered. */
    @Override
    public void close() {
        await(vertx.close(), "cannot stop");
    }

    private static void await(Future<?> future, String failure) {
        try {
            future.toCompletionStage().toCompletableFuture().get(START_AND_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(failure, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(failure, e);
        }
    }

    /** One event loop's share of the port. */
    private static final class Listener extends AbstractVerticle {
        private final HttpServerSettings settings;
        private final Dispatcher dispatcher;
        private final GrpcCalls grpc;
        private final AtomicInteger port;

        Listener(HttpServerSettings settings, Dispatcher dispatcher, GrpcCalls grpc, AtomicInteger port) {
            this.settings = settings;
            this.dispatcher = dispatcher;
            this.grpc = grpc;
            this.port = port;
        }

        @Override
        public void start(Promise<Void> started) {
            var grpcServer = grpc.server(vertx);
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(settings.host())
                    .setPort(settings.port() == 0 ? SHARED_FREE_PORT : settings.port())
                    .setMaxInitialLineLength(LONGEST_LINE)
                    .setMaxHeaderSize(LONGEST_HEADERS)
                    .setIdleTimeout(IDLE_SECONDS);
            vertx.createHttpServer(options)
                    .requestHandler(request -> {
                        if (GrpcCalls.is(request)) {
                            grpcServer.handle(request);
                        } else {
                            dispatcher.handle(request);
                        }
                    })
                    .invalidRequestHandler(dispatcher::refuse)
                    .listen()
                    .onSuccess(server -> port.set(server.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
