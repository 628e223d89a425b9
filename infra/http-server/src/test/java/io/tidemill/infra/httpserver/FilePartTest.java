package io.tidemill.infra.httpserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.routes.FilePart;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers whose body is a file, of which there is more than an array can hold. */
class FilePartTest {
    private static final long SIZE = 3L << 30;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Path file = Path.of("");
    private static LocalTokens tokens;
    private static HttpServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        file = folder.resolve("large");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.seek(SIZE - 3);
            large.write("end".getBytes(StandardCharsets.UTF_8));
        }
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        server = HttpServer.start(
                HttpServerSettings.onFreePort(),
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC()),
                List.of(new Group()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPartOfAFileIsSentFromWhereItBegins() throws Exception {
        HttpResponse<String> end = CLIENT.send(request("GET", "/end"), BodyHandlers.ofString());
        assertThat(end.statusCode()).isEqualTo(206);
        assertThat(end.body()).isEqualTo("end");
        assertThat(end.headers().firstValue("content-type")).contains("text/plain");
        assertThat(end.headers().firstValue("content-length")).contains("3");
        assertThat(CLIENT.send(request("GET", "/nothing"), BodyHandlers.ofString())
                        .body())
                .isEmpty();
    }

    @Test
    void aCallerThatReadsALittleIsNotSentTheWholeIntoMemory() throws Exception {
        // Given a caller that takes some megabytes of a body that no array can hold
        HttpResponse<InputStream> whole = CLIENT.send(request("GET", "/whole"), BodyHandlers.ofInputStream());
        try (InputStream body = whole.body()) {
            assertThat(body.readNBytes(8 << 20)).hasSize(8 << 20);
        }
        // Then its length was told, and the server goes on
        assertThat(whole.headers().firstValueAsLong("content-length")).hasValue(SIZE);
        assertThat(CLIENT.send(request("HEAD", "/whole"), BodyHandlers.ofString())
                        .headers()
                        .firstValueAsLong("content-length"))
                .hasValue(SIZE);
    }

    @Test
    void aFileThatIsGoneIsAProblem() throws Exception {
        HttpResponse<String> gone = CLIENT.send(request("GET", "/gone"), BodyHandlers.ofString());
        assertThat(gone.statusCode()).isEqualTo(500);
        assertThat(gone.headers().firstValue("content-type")).contains("application/problem+json");
    }

    private static HttpRequest request(String method, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/files" + path))
                .header(
                        "authorization",
                        "Bearer " + tokens.issue("ada", "default", Set.of(Role.READER), Duration.ofMinutes(5)))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private static final class Group implements RouteGroup {
        @Override
        public String name() {
            return "files";
        }

        @Override
        public List<Route> routes() {
            return List.of(
                    route("/end", 206, new FilePart(file, SIZE - 3, 3)),
                    route("/nothing", 200, new FilePart(file, 5, 0)),
                    route("/whole", 200, new FilePart(file, 0, SIZE)),
                    route("/gone", 200, new FilePart(file.resolveSibling("gone"), 0, 3)));
        }

        private static Route route(String path, int status, FilePart part) {
            return Route.get("/api/files" + path, Access.of(Role.READER), "Read a part of a file")
                    .handle(request -> Response.file(status, "text/plain", part));
        }
    }
}
