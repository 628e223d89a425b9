package io.tidemill.schemas.contracts;

import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic of one partition from its beginning and on, by a thread of its own. It waits for a broker that is away;
 * what is no event of the wanted type is logged and passed over.
 *
 * @param <T> the generated type of the events' data
 */
public final class TopicFollower<T extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);

    private final Subject<T> subject;
    private final Listener<T> listener;
    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * What is followed.
     *
     * @param topic of one partition
     * @param eventType the CloudEvents type; others are passed over without a word
     * @param data the generated type of its data
     * @param poll how long to wait for news before the listener is called without any
     */
    public record Subject<T extends SpecificRecord>(Topic topic, String eventType, Class<T> data, Duration poll) {
        public Subject {
            if (topic.partitions() != 1) {
                throw new IllegalArgumentException(
                        "topic " + topic.name() + ": " + topic.partitions() + " partitions, expected 1");
            }
        }
    }

    /**
     * What one look at the topic brought.
     *
     * @param events in their order, often none
     * @param upToDate whether all that stood on the topic when it was first reached has been told, with this
     */
    public record News<T>(List<Told<T>> events, boolean upToDate) {
        public News {
            events = List.copyOf(events);
        }
    }

    /**
     * An event's data.
     *
     * @param at when it was written to the topic
     */
    public record Told<T>(T data, Instant at) {}

    /** Hears the news, on the follower's thread. A {@link KafkaException} it throws is logged, and it is called again. */
    @FunctionalInterface
    public interface Listener<T> {
        /** Takes in what one look brought; called about every {@link Subject#poll()}. */
        void hear(News<T> news);
    }

    private TopicFollower(String bootstrapServers, Subject<T> subject, Listener<T> listener) {
        this.subject = Objects.requireNonNull(subject, "subject");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.partition = new TopicPartition(subject.topic().name(), 0);
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.thread = new Thread(this::follow, "follower of " + subject.topic().name());
        thread.setDaemon(true);
    }

    /** Starts to follow; returns at once. */
    public static <T extends SpecificRecord> TopicFollower<T> start(
            String bootstrapServers, Subject<T> subject, Listener<T> listener) {
        TopicFollower<T> follower = new TopicFollower<>(bootstrapServers, subject, listener);
        follower.thread.start();
        return follower;
    }

    /** Waits until all that stood on the topic at the start has been heard; whether that came to pass in time. */
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return caughtUp.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether all that stood on the topic at the start has been heard. */
    public boolean caughtUp() {
        return caughtUp.getCount() == 0;
    }

    /** Ends the thread, and waits for it. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (consumer) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = -1;
            while (!closed) {
                try {
                    end = end < 0 ? consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L) : end;
                    look(end);
                } catch (WakeupException e) {
                    LOG.atDebug().log("woken to close");
                } catch (KafkaException e) {
                    LOG.atWarn()
                            .addKeyValue("topic", partition.topic())
                            .setCause(e)
                            .log("cannot follow, trying again");
                }
            }
        }
    }

    private void look(long end) {
        List<Told<T>> events = new ArrayList<>();
        consumer.poll(subject.poll()).forEach(read -> read(read, events));
        boolean upToDate = caughtUp() || consumer.position(partition) >= end;
        listener.hear(new News<>(events, upToDate));
        if (upToDate) {
            caughtUp.countDown();
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> read, List<Told<T>> events) {
        try {
            Event event = codec.decode(read.headers(), read.value());
            if (event.type().equals(subject.eventType())) {
                events.add(new Told<>(EventCodec.as(subject.data(), event), Instant.ofEpochMilli(read.timestamp())));
            }
        } catch (MalformedRecordException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", read.topic())
                    .addKeyValue("partition", read.partition())
                    .addKeyValue("offset", read.offset())
                    .setCause(e)
                    .log("a record is not of the topic's type and is passed over");
        }
    }
}
