package io.tidemill.infra.httpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.BodyInput;
import io.tidemill.infra.httpserver.routes.BodyParts;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that are read as they arrive, by a handler that begins when the test says so. */
class StreamedBodyTest {
    private static final int TOTAL = 64 << 20;

    private static LocalTokens tokens;
    private static HttpServer server;
    private static CountDownLatch mayRead = new CountDownLatch(0);
    private static AtomicReference<String> failure = new AtomicReference<>("");

    @BeforeAll
    static void start(@TempDir Path folder) {
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        ServerParts parts =
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC());
        server = HttpServer.start(new HttpServerSettings("127.0.0.1", 0, 10_000, 4, 2), parts, List.of(new Group()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aSenderWaitsForTheReader() throws Exception {
        // Given a handler that does not read yet, and a sender of far more than a buffered body may have
        mayRead = new CountDownLatch(1);
        AtomicLong written = new AtomicLong();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(head("/api/count", TOTAL));
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                byte[] part = new byte[1 << 16];
                try {
                    for (int sent = 0; sent < TOTAL; sent += part.length) {
                        out.write(part);
                        written.addAndGet(part.length);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            // Then no more goes out than fits into the connection's buffers
            await().until(() -> written.get() > 0);
            await().during(Duration.ofMillis(200)).until(() -> written.get() < TOTAL / 2);
            // When the handler reads
            mayRead.countDown();
            // Then all of it comes
            sending.join();
            assertThat(answer(socket)).contains("200 OK", "{\"bytes\":" + TOTAL + "}");
        }
    }

    @Test
    void aSenderThatGoesAwayIsToldToTheReader() throws Exception {
        mayRead = new CountDownLatch(0);
        failure = new AtomicReference<>("");
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(head("/api/count", TOTAL));
            socket.getOutputStream().write(new byte[1000]);
            socket.getOutputStream().flush();
        }
        await().untilAsserted(() -> assertThat(failure.get()).contains("the sender has gone"));
    }

    @Test
    void aHandlerMayAnswerWithoutReading() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(head("/api/refuse", 100));
            socket.getOutputStream().write(new byte[100]);
            assertThat(answer(socket)).contains("429 Too Many Requests", "not now");
        }
    }

    private static byte[] head(String path, int length) {
        String token = tokens.issue("tester", "shop-7", Set.of(Role.PRODUCER), Duration.ofMinutes(5));
        return ("POST " + path + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
                        + "content-type: application/octet-stream\r\ncontent-length: " + length
                        + "\r\nauthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static final class Group implements RouteGroup {
        @Override
        public String name() {
            return "streams";
        }

        @Override
        public List<Route> routes() {
            return List.of(
                    Route.post("/api/count", Access.of(Role.PRODUCER), "Count bytes")
                            .consumes("application/octet-stream")
                            .unaudited("it is a test")
                            .handleStream(Group::count),
                    Route.post("/api/refuse", Access.of(Role.PRODUCER), "Refuse")
                            .consumes("application/octet-stream")
                            .unaudited("it is a test")
                            .handleStream((head, body) -> {
                                throw new ProblemException(429, "Too many", "not now");
                            }));
        }

        private static CompletionStage<Response> count(Request head, BodyParts body) {
            return CompletableFuture.supplyAsync(() -> {
                try (BodyInput in = new BodyInput(body)) {
                    mayRead.await();
                    long bytes = 0;
                    byte[] buffer = new byte[10_000];
                    int read = in.read(buffer);
                    while (read > 0) {
                        bytes += read;
                        read = in.read(buffer);
                    }
                    return Response.ok(Map.of("bytes", bytes));
                } catch (IOException e) {
                    failure.set(String.valueOf(e.getMessage()));
                    throw new java.io.UncheckedIOException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            });
        }
    }
}
