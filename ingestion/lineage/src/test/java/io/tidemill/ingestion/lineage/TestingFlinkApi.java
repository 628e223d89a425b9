package io.tidemill.ingestion.lineage;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Answers {@code /jobs/overview} as Flink 2.3 does, with one job. */
final class TestingFlinkApi implements AutoCloseable {
    private final HttpServer server;
    private volatile String overview = "{\"jobs\":[]}";

    private TestingFlinkApi(HttpServer server) {
        this.server = server;
    }

    static TestingFlinkApi start() throws IOException {
        TestingFlinkApi api =
                new TestingFlinkApi(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        api.server.createContext("/jobs/overview", exchange -> {
            byte[] body = api.overview.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        api.server.start();
        return api;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void job(String name, long started, String state) {
        overview = "{\"jobs\":[{\"jid\":\"b0b3f1\",\"name\":\"" + name + "\",\"start-time\":" + started
                + ",\"end-time\":" + (state.equals("RUNNING") ? -1 : started + 1000) + ",\"duration\":5,\"state\":\""
                + state + "\",\"last-modification\":1,\"tasks\":{\"running\":1},\"pending-operators\":0}]}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
