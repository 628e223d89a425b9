package io.tidemill.infra.httpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final TestingGroup GROUP = new TestingGroup();

    private static LocalTokens tokens;
    private static HttpServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        ServerParts parts =
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC());
        server = HttpServer.start(new HttpServerSettings("127.0.0.1", 0, 10_000, 4, 2), parts, List.of(GROUP));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRouteGetsWhatItDeclares() throws Exception {
        // When a thing is read, its name and the query percent-encoded
        HttpResponse<String> response =
                send(request("/api/things/a%2Fb+c?as=%E6%BD%AE", Role.READER).GET());
        // Then the route saw both decoded, and the tenant of the token
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Json.MAPPER.readTree(response.body()))
                .isEqualTo(Json.MAPPER.readTree("{\"name\":\"a/b+c\",\"as\":\"潮\",\"tenant\":\"shop-7\"}"));
    }

    @Test
    void anAnswerMayComeLater() throws Exception {
        assertThat(send(request("/api/slow", Role.READER).GET()).body()).isEqualTo("{\"late\":true}");
    }

    @Test
    void whatDoesNotExistIsAProblem() throws Exception {
        expectProblem(send(request("/api/nothing", Role.READER).GET()), 404, null);
        expectProblem(send(request("/api/things/", Role.READER).GET()), 404, null);
    }

    @Test
    void anotherMethodIsToldTheRightOnes() throws Exception {
        HttpResponse<String> response = send(request("/api/rules/1", Role.ADMIN).DELETE());
        expectProblem(response, 405, null);
        assertThat(response.headers().firstValue("allow")).contains("PUT");
    }

    @Test
    void nobodyComesInWithoutATokenOfThisInstallation() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("/api/slow"));
        HttpResponse<String> response = send(request.GET());
        expectProblem(response, 401, null);
        assertThat(response.headers().firstValue("www-authenticate")).contains("Bearer");
        expectProblem(send(request.header("authorization", "Bearer nonsense").GET()), 401, null);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void onlyTheDeclaredRoleAndAdminsMay(Role role) throws Exception {
        boolean may = role == Role.MARKETER || role == Role.ADMIN;
        assertThat(send(json("/api/rules/1", role, "PUT", "{}")).statusCode()).isEqualTo(may ? 200 : 403);
    }

    @Test
    void aBodyThatDoesNotFitNamesTheField() throws Exception {
        expectProblem(send(json("/api/orders", Role.PRODUCER, "POST", "{\"quantity\":\"many\"}")), 422, "quantity");
        expectProblem(
                send(json("/api/orders", Role.PRODUCER, "POST", "{\"quantity\":1,\"quantify\":1}")), 422, "quantify");
        expectProblem(send(json("/api/orders", Role.PRODUCER, "POST", "{\"quantity\":1,\"quantity\":2}")), 400, null);
        expectProblem(send(json("/api/orders", Role.PRODUCER, "POST", "{\"quantity\":")), 400, null);
        expectProblem(send(json("/api/orders", Role.PRODUCER, "POST", "")), 400, null);
    }

    @Test
    void tooDeepJsonIsRefused() throws Exception {
        String deep = "[".repeat(65) + "]".repeat(65);
        JsonNode problem = expectProblem(send(json("/api/rules/1", Role.MARKETER, "PUT", deep)), 400, null);
        assertThat(send(json("/api/rules/1", Role.MARKETER, "PUT", deep.substring(1, 129)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(problem.path("detail").asText()).contains("64 levels");
    }

    @Test
    void aBodyMayBeLongButNotTooLong() throws Exception {
        String fits = order(10_000);
        assertThat(send(json("/api/orders", Role.PRODUCER, "POST", fits)).statusCode())
                .isEqualTo(200);
        expectProblem(send(json("/api/orders", Role.PRODUCER, "POST", order(10_001))), 413, null);
        // And without saying how long it will be
        byte[] endless = order(50_000).getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder chunked = request("/api/orders", Role.PRODUCER)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(endless)));
        expectProblem(send(chunked), 413, null);
    }

    @Test
    void aCompressedBodyIsMeasuredUncompressed() throws Exception {
        assertThat(send(gzipped(order(10_000))).statusCode()).isEqualTo(200);
        expectProblem(send(gzipped(order(5_000_000))), 413, null);
        HttpRequest.Builder unknown =
                json("/api/orders", Role.PRODUCER, "POST", "{}").header("content-encoding", "br");
        expectProblem(send(unknown), 415, "content-encoding");
    }

    @Test
    void anotherMediaTypeIsRefused() throws Exception {
        HttpRequest.Builder text = request("/api/orders", Role.PRODUCER)
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString("{}"));
        expectProblem(send(text), 415, "content-type");
    }

    @Test
    void aFailureTellsNothingOfTheInside() throws Exception {
        HttpResponse<String> response = send(request("/api/broken", Role.READER).GET());
        expectProblem(response, 500, null);
        assertThat(response.body()).doesNotContain("secret");
    }

    @Test
    void aBusyServerSaysWhenToComeBack() throws Exception {
        HttpResponse<String> response = send(request("/api/busy", Role.READER).GET());
        expectProblem(response, 503, null);
        assertThat(response.headers().firstValue("retry-after")).contains("7");
    }

    @Test
    void readinessFollowsTheChecks() throws Exception {
        assertThat(send(open("/health/live")).statusCode()).isEqualTo(200);
        assertThat(send(open("/health/ready")).body()).isEqualTo("{\"status\":\"UP\",\"checks\":{\"testing\":\"UP\"}}");
        GROUP.trouble.set(Optional.of("no tide"));
        HttpResponse<String> response = send(open("/health/ready"));
        GROUP.trouble.set(Optional.empty());
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("no tide");
    }

    @Test
    void metricsNameRoutesAndNotPaths() throws Exception {
        send(request("/api/things/one", Role.READER).GET());
        String metrics = send(open("/metrics")).body();
        assertThat(metrics)
                .contains(
                        "tidemill_http_request_duration_seconds_bucket{method=\"GET\",route=\"/api/things/{name}\"",
                        "jvm_memory_used_bytes")
                .doesNotContain("/api/things/one");
    }

    @Test
    void theDocumentationShowsEveryRouteAndNeedsNothingFromElsewhere() throws Exception {
        JsonNode document = Json.MAPPER.readTree(send(open("/openapi.json")).body());
        assertThat(document.at("/paths/~1api~1things~1{name}/get/parameters")).hasSize(2);
        assertThat(document.at("/paths/~1api~1rules~1{id}/put/description").asText())
                .isEqualTo("Role: marketer");
        assertThat(document.at("/paths/~1health~1live/get/security")).isEmpty();
        String page = send(open("/docs")).body();
        assertThat(page).contains("/api/things/{name}", "/metrics", "testing.Mirror/Check");
        assertThat(page).doesNotContain("http://", "https://", "src=");
    }

    @Test
    void headAnswersAsGetWithoutABody() throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(server.uri("/health/live")).method("HEAD", BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void whatIsNoHttpIsAProblemToo() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /" + "a".repeat(70_000) + " HTTP/1.1\r\nhost: a\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).contains("414 Request-URI Too Long", "application/problem+json");
        }
    }

    @Test
    void anAddressThatCannotBeDecodedIsAProblem() throws Exception {
        String token = tokens.issue("tester", "default", Set.of(Role.READER), Duration.ofMinutes(5));
        for (String path : List.of("/api/things/%zz", "/api/things/a?as=%zz")) {
            // The JDK's client refuses to send it.
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.setSoTimeout(20_000);
                String head = "GET " + path + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer ";
                socket.getOutputStream().write((head + token + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).as(path).startsWith("HTTP/1.1 400").contains("application/problem+json");
            }
        }
    }

    @Test
    void twoGroupsCannotDeclareTheSameRoute() {
        RouteGroup twice = new RouteGroup() {
            @Override
            public String name() {
                return "twice";
            }

            @Override
            public List<Route> routes() {
                return List.of(Route.get("/api/things/{other}", Access.of(Role.READER), "Again")
                        .handle(request -> Response.noContent()));
            }
        };
        ServerParts parts =
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC());
        assertThatThrownBy(() -> HttpServer.start(HttpServerSettings.onFreePort(), parts, List.of(GROUP, twice)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/api/things/{other}");
    }

    private static JsonNode expectProblem(HttpResponse<String> response, int status, @Nullable String field)
            throws IOException {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = Json.MAPPER.readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(problem.path("field").textValue()).isEqualTo(field);
        return problem;
    }

    private static String order(int length) {
        String empty = "{\"member\":\"\",\"quantity\":1}";
        return empty.replace("\"\"", "\"" + "m".repeat(length - empty.length()) + "\"");
    }

    private static HttpRequest.Builder gzipped(String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return request("/api/orders", Role.PRODUCER)
                .header("content-type", "application/json; charset=utf-8")
                .header("content-encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(bytes.toByteArray()));
    }

    private static HttpRequest.Builder open(String path) {
        return HttpRequest.newBuilder(server.uri(path)).GET();
    }

    private static HttpRequest.Builder json(String path, Role role, String method, String body) {
        return request(path, role)
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder request(String path, Role role) {
        String token = tokens.issue("tester", "shop-7", Set.of(role), Duration.ofMinutes(5));
        return HttpRequest.newBuilder(server.uri(path)).header("authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }
}
