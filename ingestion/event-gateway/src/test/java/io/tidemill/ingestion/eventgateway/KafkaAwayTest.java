package io.tidemill.ingestion.eventgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestKafka;
import io.tidemill.schemas.contracts.Topics;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that goes away under load, and comes back. */
class KafkaAwayTest {
    private static final int WAVES = 6;
    private static final int REQUESTS = 15;
    private static final int EVENTS = 20;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills the field.
    private Path folder;

    @Test
    void everySenderIsToldThatKafkaIsAwayAndNoneThatItSendsTooMuch() throws Exception {
        int port = FreePorts.next();
        TestKafka before = TestKafka.start(folder.resolve("kafka"), port);
        before.create(Topics.all());
        // Given a gateway of two threads that took events, and lets a tenant have 20 requests waiting
        try (TestingGateway gateway =
                TestingGateway.start(folder, before.bootstrapServers(), Map.of("gateway.tenant-requests", "20"))) {
            assertThat(gateway.post("default", TestingGateway.order("first", "1"))
                            .statusCode())
                    .isEqualTo(202);
            // When its broker is gone, and more is sent than two threads could wait for in turn
            before.close();
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (int wave = 0; wave < WAVES; wave++) {
                answers.addAll(wave(gateway, wave));
            }
            // Then each is told so, and when to come back
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("retry-after")).isPresent();
            });
            // And once it is back, the same events are taken
            try (TestKafka after = TestKafka.start(folder.resolve("kafka"), port)) {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(gateway.post(TestingGateway.BATCHED, "default", batch(0, 0))
                                        .statusCode())
                                .isEqualTo(202));
                // And another that Kafka got as it went, whose acknowledgement never came, may be there too
                assertThat(after.committedRecords(Topics.ofEvents("order.paid").name()).stream()
                                .map(KafkaAwayTest::id))
                        .contains("first")
                        .containsAll(ids(0, 0));
            }
        }
    }

    private static List<HttpResponse<String>> wave(TestingGateway gateway, int wave) {
        List<CompletableFuture<HttpResponse<String>>> sent = IntStream.range(0, REQUESTS)
                .mapToObj(request -> gateway.postLater(TestingGateway.BATCHED, "default", batch(wave, request)))
                .toList();
        return sent.stream().map(CompletableFuture::join).toList();
    }

    private static String batch(int wave, int request) {
        return ids(wave, request).stream()
                .map(id -> TestingGateway.order(id, "1"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static List<String> ids(int wave, int request) {
        return IntStream.range(0, EVENTS)
                .mapToObj(event -> wave + "-" + request + "-" + event)
                .toList();
    }

    private static String id(ConsumerRecord<byte[], byte[]> sent) {
        return new String(sent.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    }
}
