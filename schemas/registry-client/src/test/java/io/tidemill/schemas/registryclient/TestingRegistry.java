package io.tidemill.schemas.registryclient;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry in memory that answers the calls of the client, and can go away and come back on its port. */
final class TestingRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<RegisteredVersion> versions = new CopyOnWriteArrayList<>();
    private final int port;
    private final boolean lists;
    private HttpServer server;
    private volatile String authorization = "";

    /** @param lists whether it knows {@code GET /schemas} */
    TestingRegistry(boolean lists) throws IOException {
        this.lists = lists;
        this.server = start(0);
        this.port = server.getAddress().getPort();
    }

    SchemaSource source() {
        return new SchemaSource("http://127.0.0.1:" + port + "/ccompat", "", "", "", false);
    }

    void add(RegisteredVersion version) {
        versions.add(version);
    }

    String authorization() {
        return authorization;
    }

    void goAway() {
        server.stop(0);
    }

    void comeBack() throws IOException {
        server = start(port);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private HttpServer start(int wanted) throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
        started.createContext("/", this::answer);
        started.start();
        return started;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String sent = exchange.getRequestHeaders().getFirst("authorization");
        authorization = sent == null ? "" : sent;
        String path = exchange.getRequestURI().getPath().replaceFirst("^/ccompat", "");
        if (path.equals("/schemas") && lists) {
            ArrayNode all = JSON.createArrayNode();
            newest().forEach(version -> all.add(json(version)));
            send(exchange, 200, all.toString());
        } else if (path.equals("/subjects")) {
            ArrayNode all = JSON.createArrayNode();
            newest().forEach(version -> all.add(version.subject()));
            send(exchange, 200, all.toString());
        } else if (path.matches("/subjects/.+/versions/latest")) {
            String subject = path.split("/")[2];
            send(
                    exchange,
                    200,
                    json(newest().stream()
                                    .filter(version -> version.subject().equals(subject))
                                    .findFirst()
                                    .orElseThrow())
                            .toString());
        } else if (path.startsWith("/schemas/ids/")) {
            byId(exchange, Integer.parseInt(path.split("/")[3]), path.endsWith("/versions"));
        } else {
            send(exchange, 404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");
        }
    }

    private void byId(HttpExchange exchange, int id, boolean places) throws IOException {
        List<RegisteredVersion> found =
                versions.stream().filter(version -> version.id() == id).toList();
        if (found.isEmpty()) {
            send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
        } else if (places) {
            ArrayNode all = JSON.createArrayNode();
            found.forEach(version -> all.add(json(version)));
            send(exchange, 200, all.toString());
        } else {
            send(
                    exchange,
                    200,
                    JSON.createObjectNode().put("schema", found.get(0).schema()).toString());
        }
    }

    private List<RegisteredVersion> newest() {
        return versions.stream()
                .filter(version -> versions.stream()
                        .noneMatch(other ->
                                other.subject().equals(version.subject()) && other.version() > version.version()))
                .toList();
    }

    private static ObjectNode json(RegisteredVersion version) {
        return JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
