package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.MemberRegistered;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.OrderRefunded;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Sends orders and refunds of weeks in disorder, some of them twice, on a thread of its own. */
final class TestingShop implements AutoCloseable {
    /** By event type. */
    static final Map<String, Topic> TOPICS = Stream.of("order.paid", "order.refunded", "member.registered")
            .collect(Collectors.toMap(type -> type, Topics::ofEvents));

    static final Instant BASE = Instant.parse("1998-01-01T00:00:00Z");
    static final int MEMBERS = 15;

    private static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());

    private final KafkaProducer<byte[], byte[]> producer;
    private final Random random = new Random(11);
    private final List<Event> sent = new ArrayList<>();
    private final Thread thread = new Thread(this::sendOn, "testing-shop");
    private volatile boolean closed;

    TestingShop(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Every event once. */
    synchronized List<Event> sent() {
        return List.copyOf(sent);
    }

    void start() {
        thread.start();
    }

    /** Says of every member at some times what level there is. */
    synchronized void register() {
        for (int number = 0; number < 3 * MEMBERS; number++) {
            String member = "m" + number % MEMBERS;
            MemberRegistered data = MemberRegistered.newBuilder()
                    .setMemberId(member)
                    .setLevel(random.nextBoolean() ? "gold" : "silver")
                    .build();
            send(event("member.registered", member, data));
        }
        producer.flush();
    }

    /** Sends some orders and refunds; members come in one after the other, so that there always are new ones. */
    synchronized void send(int count) {
        for (int i = 0; i < count; i++) {
            int number = sent.size();
            String member = "m" + random.nextInt(Math.min(MEMBERS, 5 + number / 60));
            Event event = random.nextInt(3) == 0
                    ? event("order.refunded", member, refund(number, member))
                    : event("order.paid", member, order(number, member));
            send(event);
            Event again = sent.get(random.nextInt(sent.size()));
            // A topic that ends with what is no row would hold up whoever waits for the lake.
            if (number % 7 == 0 && !again.type().equals("member.registered")) {
                producer.send(CODEC.encode(topic(again), null, again, Instant.now()));
            }
        }
        producer.flush();
    }

    private void send(Event event) {
        sent.add(event);
        producer.send(CODEC.encode(topic(event), null, event, Instant.now()));
    }

    private Event event(String type, String member, IndexedRecord data) {
        Instant time = BASE.plusMillis(random.nextLong(Duration.ofDays(45).toMillis()));
        return new Event("e" + sent.size(), "/shop", type, member, time, "default", data);
    }

    private static Topic topic(Event event) {
        return Objects.requireNonNull(TOPICS.get(event.type()));
    }

    private OrderRefunded refund(int number, String member) {
        return OrderRefunded.newBuilder()
                .setOrderId("o" + number)
                .setMemberId(member)
                .setAmount(BigDecimal.valueOf(random.nextInt(10_000), 2).setScale(4))
                .build();
    }

    private OrderPaid order(int number, String member) {
        OrderPaid.Builder order = OrderPaid.newBuilder()
                .setOrderId("o" + number)
                .setMemberId(member)
                .setAmount(BigDecimal.valueOf(random.nextInt(100_000), 2).setScale(4));
        return random.nextBoolean() ? order.setCategory("tea").build() : order.build();
    }

    /** Promises that nothing earlier will come. */
    void advance(Instant until) {
        Event promise = new Event("until", "/shop", EventTypes.TIME_ADVANCED, "all", until, "default", null);
        for (Topic topic : TOPICS.values()) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                producer.send(CODEC.encode(topic, partition, promise, Instant.now()));
            }
        }
        producer.flush();
    }

    private void sendOn() {
        while (!closed) {
            send(2);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
