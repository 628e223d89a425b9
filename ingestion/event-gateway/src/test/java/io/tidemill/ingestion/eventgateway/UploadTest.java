package io.tidemill.ingestion.eventgateway;

import static io.tidemill.ingestion.eventgateway.TestingGateway.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.schemas.contracts.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class UploadTest {
    private static final String SHOP = "shop-7";

    @TempDir
    private Path folder;

    private int port;
    private TestKafka kafka;
    private TestingGateway gateway;

    @BeforeEach
    void start() {
        port = FreePorts.next();
        kafka = TestKafka.start(folder.resolve("kafka"), port);
        gateway = TestingGateway.start(
                folder,
                kafka.bootstrapServers(),
                Map.of("gateway.rate-limit.tenant.limited", "3", "gateway.rate-limit.burst", "PT1S"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        kafka.close();
    }

    @Test
    void eachLineIsAnEvent() throws Exception {
        // Given lines of which some are no events, one is blank, one is too long and one comes twice
        String lines = String.join(
                "\n",
                order("l1", "1"),
                "",
                "{not json",
                order("l4", "\"much\""),
                order("l1", "1"),
                order("l1", "2"),
                "\"" + "x".repeat(1 << 20) + "\"",
                order("l8", "1") + "\r",
                order("l9", "1"));
        // When they are uploaded, plain and then with gzip
        HttpResponse<String> plain =
                gateway.upload(SHOP, "identity", BodyPublishers.ofString(lines)).get();
        HttpResponse<String> zipped = gateway.upload(SHOP, "gzip", BodyPublishers.ofByteArray(gzip(lines)))
                .get();
        // Then the good ones are taken once, and the others named by their lines
        JsonNode answer = TestingGateway.json(plain);
        assertThat(plain.statusCode()).as(plain.body()).isEqualTo(207);
        assertThat(answer.path("lines").asInt()).isEqualTo(9);
        assertThat(answer.path("accepted").asInt()).isEqualTo(4);
        assertThat(answer.path("duplicates").asInt()).isEqualTo(1);
        assertThat(answer.path("refused").asInt()).isEqualTo(4);
        assertThat(answer.path("failures").findValuesAsText("line")).containsExactly("3", "4", "6", "7");
        assertThat(answer.path("failures").findValuesAsText("status")).containsExactly("400", "422", "409", "413");
        assertThat(answer.at("/failures/1/problem/field").asText()).isEqualTo("data.amount");
        assertThat(TestingGateway.json(zipped).path("duplicates").asInt()).isEqualTo(4);
        assertThat(ids()).containsExactlyInAnyOrder("l1", "l8", "l9");
    }

    @Test
    void whatIsNoGzipOrNoNdjsonIsRefused() throws Exception {
        assertThat(gateway.upload(SHOP, "gzip", BodyPublishers.ofString(order("x", "1")))
                        .get()
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> deflated =
                gateway.upload(SHOP, "br", BodyPublishers.ofString("")).get();
        assertThat(deflated.statusCode()).isEqualTo(415);
        assertThat(deflated.body()).contains("expected gzip or identity");
        byte[] cut = gzip(order("cut-1", "1") + "\n" + order("cut-2", "1"));
        HttpResponse<String> half = gateway.upload(SHOP, "gzip", BodyPublishers.ofByteArray(cut, 0, cut.length - 12))
                .get();
        assertThat(half.statusCode()).as(half.body()).isEqualTo(400);
        assertThat(half.body()).contains("could not be read to its end");
        assertThat(ids()).isSubsetOf("cut-1", "cut-2");
    }

    @Test
    void manyLinesAreNotHeldInMemory() throws Exception {
        expectAllTaken(20_000, made -> {});
    }

    @Test
    @Tag("long")
    void aMillionLinesAreTaken() throws Exception {
        List<Long> used = new ArrayList<>();
        expectAllTaken(1_000_000, made -> {
            if (made % 100_000 == 0) {
                used.add(usedMemory());
            }
        });
        // Then no more memory was needed than for the ids of a million events, of which each is remembered
        assertThat(Collections.max(used) - used.get(0)).as("used: %s", used).isLessThan(1_000_000 * 64L);
    }

    private static long usedMemory() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void kafkaAwayInTheMiddleIsToldWithTheLineToGoOnFrom() throws Exception {
        // Given an upload that has begun and waits for its sender
        PipedOutputStream sender = new PipedOutputStream();
        InputStream body = new PipedInputStream(sender, 1 << 20);
        CompletableFuture<HttpResponse<String>> answer =
                gateway.upload(SHOP, "identity", BodyPublishers.ofInputStream(() -> body));
        write(sender, 0, 100);
        await().untilAsserted(() -> assertThat(ids()).hasSize(100));
        // When Kafka goes away and more lines come
        kafka.close();
        write(sender, 100, 200);
        sender.close();
        // Then the answer is no 2xx and names the first line that is not known to be taken
        HttpResponse<String> response = answer.get();
        JsonNode told = TestingGateway.json(response);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).isPresent();
        assertThat(told.path("resumeAt").asInt()).isEqualTo(101);
        assertThat(told.path("accepted").asInt()).isEqualTo(100);
        // And going on from there once Kafka is back makes it whole
        kafka = TestKafka.start(folder.resolve("kafka"), port);
        String rest =
                IntStream.range(100, 200).mapToObj(i -> order("u" + i, "1")).collect(Collectors.joining("\n"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(gateway.upload(SHOP, "identity", BodyPublishers.ofString(rest))
                                .get()
                                .statusCode())
                        .isEqualTo(202));
        assertThat(new HashSet<>(ids())).hasSize(200);
    }

    @Test
    void anUploadOfATenantWithoutTokensIsRefused() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.post("limited", order("t" + i, "1")).statusCode())
                    .isEqualTo(202);
        }
        HttpResponse<String> refused = gateway.upload("limited", "identity", BodyPublishers.ofString(order("t4", "1")))
                .get();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("tenant limited");
    }

    private void expectAllTaken(int count, IntConsumer made) throws Exception {
        // When lines are uploaded that are made while they are read
        HttpResponse<String> response = gateway.upload(
                        SHOP, "identity", BodyPublishers.ofInputStream(() -> new GeneratedLines(count, made)))
                .get();
        // Then all are taken
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(TestingGateway.json(response).path("accepted").asInt()).isEqualTo(count);
        assertThat(kafka.written(Topics.ofEvents("order.paid").name())).isEqualTo(count);
    }

    private static void write(PipedOutputStream sender, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            sender.write((order("u" + i, "1") + "\n").getBytes(StandardCharsets.UTF_8));
        }
        sender.flush();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private Set<String> ids() {
        return kafka.committedRecords(Topics.ofEvents("order.paid").name()).stream()
                .filter(record -> record.headers().lastHeader("tidemill_rejected_reason") == null)
                .map(record -> new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
    }

    /** A body of so many lines that never exists as a whole. */
    private static final class GeneratedLines extends InputStream {
        private final int count;
        private final IntConsumer afterLine;
        private byte[] line = {};
        private int position;
        private int made;

        GeneratedLines(int count, IntConsumer afterLine) {
            this.count = count;
            this.afterLine = afterLine;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (position == line.length) {
                if (made == count) {
                    return -1;
                }
                line = (order("g" + made, "1") + "\n").getBytes(StandardCharsets.UTF_8);
                position = 0;
                made++;
                afterLine.accept(made);
            }
            int copied = Math.min(length, line.length - position);
            System.arraycopy(line, position, target, offset, copied);
            position += copied;
            return copied;
        }
    }
}
