package io.tidemill.infra.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.systemtests.Api;
import io.tidemill.infra.systemtests.LakeReader;
import io.tidemill.infra.systemtests.Stack;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The poison list, over HTTP and straight into Kafka: each item ends as it has to, no job restarts, and no time of 1970 or
 * 2999 moves a watermark.
 */
@Tag("acceptance")
class PoisonTest {
    private static final Topic ORDERS = Topics.ofEvents(PoisonList.ORDERS);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(5);
    private static final String LAST = "the last";
    private static final int ATTEMPTS = 5;

    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final Instant time =
            Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(2));

    @Test
    void eachItemOfTheListEndsAsItHasTo() throws Exception {
        // Given a running stack with an event in time on each partition
        Stack stack = Stack.up(FaultRun.DEFINITIONS, Map.of("lake.commit-interval", "PT1S"));
        try (stack;
                KafkaProducer<byte[], byte[]> producer = producer(stack)) {
            goodOnEachPartition(producer, "the first", time);
            // When the poison comes, and then an event on each partition a minute later
            List<PoisonOutcome.Sent> sent = new ArrayList<>();
            Api api = stack.api("producer");
            for (PoisonItem item : new PoisonList(time).items()) {
                sent.add(send(item, api, producer));
            }
            Instant last = time.plus(Duration.ofMinutes(1));
            goodOnEachPartition(producer, LAST, last);
            // Then what stood before those is in the tables too, as it has to be
            PoisonOutcome outcome = awaitOutcome(stack);
            assertThat(sent.stream().flatMap(item -> outcome.problems(item).stream()))
                    .isEmpty();
            Stack.print("%d items of poison ended as they have to", sent.size());
            // And nothing was restarted
            assertThat(restarts(stack)).isEmpty();
            // And the watermark is that of the last events in time
            assertThat(watermark(stack)).isEqualTo(last.minus(OUT_OF_ORDERNESS));
        }
        stack.delete();
    }

    private static PoisonOutcome.Sent send(PoisonItem item, Api api, KafkaProducer<byte[], byte[]> producer)
            throws InterruptedException {
        if (item.way() instanceof PoisonItem.Http http) {
            HttpResponse<String> response = answer(http, api);
            return new PoisonOutcome.Answered(item, response.statusCode(), response.body());
        }
        PoisonItem.Straight straight = (PoisonItem.Straight) item.way();
        try {
            RecordMetadata metadata = producer.send(straight.sent()).get();
            return new PoisonOutcome.Stored(item, straight.sent(), metadata.partition(), metadata.offset());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                return new PoisonOutcome.NotTaken(item);
            }
            throw new AssertionError(item.name(), e);
        }
    }

    /** A server that refuses a long body closes the connection, and a sender may learn no more than that; it tries again. */
    private static HttpResponse<String> answer(PoisonItem.Http http, Api api) {
        CompletionException last = new CompletionException("not tried", null);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return api.post(
                                "/api/events",
                                http.mediaType(),
                                BodyPublishers.ofByteArray(http.body()),
                                http.headers())
                        .join();
            } catch (CompletionException e) {
                last = e;
            }
        }
        throw last;
    }

    private static PoisonOutcome awaitOutcome(Stack stack) {
        try (LakeReader lake = stack.lake()) {
            await().alias("the last event of each partition is a row")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .until(() -> PoisonOutcome.read(lake).rows(LAST) == ORDERS.partitions());
            return PoisonOutcome.read(lake);
        }
    }

    private static Instant watermark(Stack stack) {
        try (LakeReader lake = stack.lake()) {
            String told = lake.table(PoisonList.ORDERS)
                    .orElseThrow()
                    .currentSnapshot()
                    .summary()
                    .get(LakeTables.WATERMARK_PROPERTY);
            return Instant.ofEpochMilli(Long.parseLong(told));
        }
    }

    /** Jobs that were restarted, and processes, in words. */
    private static List<String> restarts(Stack stack) {
        List<String> restarts = new ArrayList<>(new FlinkCluster(stack).disturbed());
        List.of("flink", "servers", "kafka", "postgres", "redis").stream()
                .filter(part -> stack.restarts(part) > 0)
                .forEach(restarts::add);
        return restarts;
    }

    private void goodOnEachPartition(KafkaProducer<byte[], byte[]> producer, String name, Instant at)
            throws ExecutionException, InterruptedException {
        for (int partition = 0; partition < ORDERS.partitions(); partition++) {
            OrderPaid data = OrderPaid.newBuilder()
                    .setOrderId(name)
                    .setMemberId("member-1")
                    .setAmount(BigDecimal.ONE.setScale(4))
                    .build();
            Event event = new Event(
                    name + " " + partition, PoisonList.SOURCE, PoisonList.ORDERS, "member-1", at, "default", data);
            producer.send(codec.encode(ORDERS, partition, event, at)).get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Stack stack) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafka(), "max.request.size", 20 << 20, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
