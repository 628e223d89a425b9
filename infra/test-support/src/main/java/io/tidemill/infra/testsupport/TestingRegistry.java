package io.tidemill.infra.testsupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemill.schemas.contracts.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry of schemas in memory, by Confluent's REST calls, that can go away and come back on its port. */
public final class TestingRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Version> versions = new CopyOnWriteArrayList<>();
    private final int port;
    private final boolean lists;
    private HttpServer server;
    private volatile String authorization = "";
    private volatile boolean astray;

    /** Starts one without any schema, on a free port. */
    public TestingRegistry() throws IOException {
        this(true);
    }

    /** @param lists whether it knows {@code GET /schemas} */
    public TestingRegistry(boolean lists) throws IOException {
        this.lists = lists;
        this.server = start(0);
        this.port = server.getAddress().getPort();
    }

    /** Its address. */
    public String url() {
        return "http://127.0.0.1:" + port + "/ccompat";
    }

    /** Registers a version of the schema of an event type. */
    public void add(String type, int version, int id, String schema) {
        addSubject(Topics.ofEvents(type).name() + "-value", version, id, schema);
    }

    /** Registers a version of any subject. */
    public void addSubject(String subject, int version, int id, String schema) {
        versions.add(new Version(subject, version, id, schema));
    }

    /** How the last request was authorised; empty if it was not. */
    public String authorization() {
        return authorization;
    }

    /** Answers no more. */
    public void goAway() {
        server.stop(0);
    }

    /** Answers everything with a page that there is nothing, as a server without a registry does. */
    public void goAstray() {
        astray = true;
    }

    /** Answers again. */
    public void comeBack() throws IOException {
        if (astray) {
            astray = false;
            return;
        }
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
        if (astray) {
            send(exchange, 404, "<html>There is nothing here.</html>");
        } else if (path.equals("/schemas") && lists) {
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
        List<Version> found =
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

    private List<Version> newest() {
        return versions.stream()
                .filter(version -> versions.stream()
                        .noneMatch(other ->
                                other.subject().equals(version.subject()) && other.version() > version.version()))
                .toList();
    }

    private static ObjectNode json(Version version) {
        return JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Version(String subject, int version, int id, String schema) {}
}
