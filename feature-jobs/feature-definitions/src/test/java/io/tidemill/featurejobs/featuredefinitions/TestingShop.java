package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.OrderPaid;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Sends orders of weeks in disorder, some of them twice, on a thread of its own. */
final class TestingShop implements AutoCloseable {
    static final Topic ORDERS = Topics.ofEvents("order.paid");
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

    /** Every order once. */
    synchronized List<Event> sent() {
        return List.copyOf(sent);
    }

    void start() {
        thread.start();
    }

    /** Sends some orders; members come in one after the other, so that there always are new ones. */
    synchronized void send(int count) {
        for (int i = 0; i < count; i++) {
            int number = sent.size();
            String member = "m" + random.nextInt(Math.min(MEMBERS, 5 + number / 60));
            Event order = new Event(
                    "e" + number,
                    "/shop",
                    "order.paid",
                    member,
                    BASE.plusMillis(random.nextLong(Duration.ofDays(45).toMillis())),
                    "default",
                    order(number, member));
            sent.add(order);
            producer.send(CODEC.encode(ORDERS, null, order, Instant.now()));
            if (number % 7 == 0) {
                producer.send(CODEC.encode(ORDERS, null, sent.get(random.nextInt(sent.size())), Instant.now()));
            }
        }
        producer.flush();
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
        for (int partition = 0; partition < ORDERS.partitions(); partition++) {
            Event promise = new Event("until", "/shop", EventTypes.TIME_ADVANCED, "all", until, "default", null);
            producer.send(CODEC.encode(ORDERS, partition, promise, Instant.now()));
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
