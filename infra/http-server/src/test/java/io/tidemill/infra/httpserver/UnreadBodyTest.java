package io.tidemill.infra.httpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.audit.MemoryAuditLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders that look for an answer only when they have written everything, over plain sockets. */
class UnreadBodyTest {
    private static final int LIMIT = 10_000;
    private static final int LONG = 20 << 20;

    private static LocalTokens tokens;
    private static HttpServer server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        tokens = LocalTokens.ofSecretFile(folder.resolve("secret"), Clock.systemUTC());
        ServerParts parts =
                new ServerParts(tokens.verifier(), new MemoryAuditLog(), new PrometheusRegistry(), Clock.systemUTC());
        server = HttpServer.start(
                new HttpServerSettings("127.0.0.1", 0, LIMIT, 4, 2), parts, List.of(new TestingGroup()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @RepeatedTest(20)
    void aLongBodyIsAnsweredWhenItHasBeenWritten() throws Exception {
        try (Socket socket = connect()) {
            // When far more is written than may be, and than the connection buffers, and only then is read
            write(socket, head("content-length: " + LONG));
            write(socket, new byte[LONG]);
            // Then the answer is there, and the connection ends
            assertThat(everything(socket))
                    .startsWith("HTTP/1.1 413")
                    .contains("connection: close", "Request too large");
        }
    }

    @RepeatedTest(20)
    void soIsOneThatDoesNotSayHowLongItIs() throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("transfer-encoding: chunked"));
            byte[] part = new byte[1 << 16];
            for (int sent = 0; sent < LONG; sent += part.length) {
                write(socket, (Integer.toHexString(part.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                write(socket, part);
                write(socket, "\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            write(socket, "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(everything(socket))
                    .startsWith("HTTP/1.1 413")
                    .contains("connection: close", "Request too large");
        }
    }

    @Test
    void whoAsksBeforeIsToldAtOnce() throws Exception {
        try (Socket socket = connect()) {
            // When the sender asks whether it may send so much
            write(socket, head("content-length: " + LONG + "\r\nexpect: 100-continue"));
            // Then the answer is no, and the connection ends though no body came
            assertThat(everything(socket)).startsWith("HTTP/1.1 413").contains("connection: close");
        }
    }

    @Test
    void whoAsksAndDoesNotWaitIsToldToo() throws Exception {
        try (Socket socket = connect()) {
            write(socket, head("content-length: " + LONG + "\r\nexpect: 100-continue"));
            write(socket, new byte[LONG]);
            assertThat(everything(socket)).startsWith("HTTP/1.1 413").contains("connection: close");
        }
    }

    @Test
    void whoMayGoOnIsToldSo() throws Exception {
        try (Socket socket = connect()) {
            byte[] order = "{\"member\":\"m\",\"quantity\":1}".getBytes(StandardCharsets.UTF_8);
            write(socket, head("connection: close\r\nexpect: 100-continue\r\ncontent-length: " + order.length));
            String go = "HTTP/1.1 100 Continue\r\n";
            assertThat(new String(socket.getInputStream().readNBytes(go.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(go);
            write(socket, order);
            assertThat(everything(socket)).contains("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aShortBodyThatNobodyWantsLeavesTheConnectionOpen() throws Exception {
        try (Socket socket = connect()) {
            for (int request = 0; request < 3; request++) {
                // When a body comes where nothing is
                write(
                        socket,
                        "POST /api/nothing HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                write(socket, new byte[100]);
                // Then the next request is answered on the same connection
                assertThat(answer(socket)).startsWith("HTTP/1.1 404").doesNotContain("connection: close");
            }
        }
    }

    @Test
    void aBodyWithoutEndIsCutOff() throws Exception {
        try (Socket socket = connect()) {
            // When someone goes on writing whatever the answer is
            write(socket, head("content-length: " + Long.MAX_VALUE));
            byte[] part = new byte[1 << 20];
            // Then the connection does not take more than a bounded amount
            assertThatCode(() -> {
                        for (long sent = 0; sent < 100 * UnreadBody.MOST_BYTES; sent += part.length) {
                            write(socket, part);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] head(String more) {
        String token = tokens.issue("tester", "shop-7", Set.of(Role.PRODUCER), Duration.ofMinutes(5));
        return ("POST /api/orders HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                        + "authorization: Bearer " + token + "\r\n" + more + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    private static String everything(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** One answer, by its content-length. */
    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("after %s", head).isNotNegative();
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        String length = lower.replaceAll("(?s).*content-length: (\\d+).*", "$1");
        return head + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }
}
