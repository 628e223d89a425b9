package io.tidemill.ingestion.lineage;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server that keeps what is posted to it, and answers by a function of the body. */
final class TestingReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    private TestingReceiver(HttpServer server) {
        this.server = server;
    }

    static TestingReceiver start(int port, Function<String, Integer> status) throws IOException {
        TestingReceiver receiver = new TestingReceiver(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        receiver.server.createContext("/api/v1/lineage", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int answer = status.apply(body);
            if (answer == 201) {
                receiver.bodies.add(body);
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        receiver.server.start();
        return receiver;
    }

    static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port + "/api/v1/lineage");
    }

    List<String> bodies() {
        return bodies;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
