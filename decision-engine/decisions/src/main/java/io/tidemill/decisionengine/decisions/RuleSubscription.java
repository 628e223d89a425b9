package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.rules.RuleSet;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.RuleChange;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of one worker, as the topic of rule changes says: read from its beginning by a thread of its own, swapped
 * by one reference, and acknowledged.
 */
public final class RuleSubscription implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RuleSubscription.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.RULE_CHANGES.name(), 0);

    private final LiveRules rules = new LiveRules();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RuleAcknowledger acknowledger;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;

    private RuleSubscription(String bootstrapServers, String workerId, Clock clock) {
        this.acknowledger = new RuleAcknowledger(bootstrapServers, workerId, clock);
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.thread = new Thread(this::follow, "rules of " + workerId);
        thread.setDaemon(true);
    }

    /**
     * Starts to follow; returns at once.
     *
     * @param workerId names the worker in acknowledgements; the same after a restart
     */
    public static RuleSubscription start(String bootstrapServers, String workerId, Clock clock) {
        RuleSubscription subscription = new RuleSubscription(bootstrapServers, workerId, clock);
        subscription.thread.start();
        return subscription;
    }

    /** The rules of now. Hold on to them for one decision. */
    public RuleSet current() {
        return rules.current();
    }

    /** Waits until everything that was on the topic at the start has been applied; whether that came to pass in time. */
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return caughtUp.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether everything that was on the topic at the start has been applied. */
    public boolean caughtUp() {
        return caughtUp.getCount() == 0;
    }

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
        try (consumer;
                acknowledger) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = -1;
            while (!closed) {
                try {
                    end = end < 0 ? consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L) : end;
                    List<RuleChange> changes = new ArrayList<>();
                    consumer.poll(POLL).forEach(record -> read(record, changes));
                    List<String> refused = rules.apply(changes);
                    if (caughtUp() || consumer.position(PARTITION) >= end) {
                        caughtUp.countDown();
                        acknowledger.acknowledge(rules.current().version(), refused);
                    }
                } catch (WakeupException e) {
                    LOG.atDebug().log("woken to close");
                } catch (KafkaException e) {
                    LOG.atWarn()
                            .addKeyValue("topic", PARTITION.topic())
                            .setCause(e)
                            .log("cannot read rule changes, trying again");
                }
            }
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record, List<RuleChange> changes) {
        try {
            Event event = codec.decode(record.headers(), record.value());
            if (event.type().equals(EventTypes.RULE_CHANGED)) {
                changes.add(EventCodec.as(RuleChange.class, event));
            }
        } catch (MalformedRecordException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("a record is no rule change and is passed over");
        }
    }
}
