package io.tidemill.decisionengine.ruleauthoring;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.RuleAcknowledged;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which worker runs which rule-set version, as the workers tell. Safe to share between threads. */
final class Acknowledgements implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.RULE_ACKNOWLEDGEMENTS.name(), 0);

    /** Workers tell every five seconds that they live. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<String, Heard> workers = new TreeMap<>();
    private final Thread thread;
    private volatile boolean closed;

    private record Heard(RuleAcknowledged said, Instant at) {}

    Acknowledgements(String bootstrapServers, Clock clock) {
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.thread = new Thread(this::follow, "rule-acknowledgements");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until every worker that lives runs a rule-set version, or the time is over; tells who does. */
    List<WorkerState> await(long ruleSetVersion, Duration atMost) throws InterruptedException {
        long remaining = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                List<WorkerState> states = states(ruleSetVersion);
                boolean allLive = !states.isEmpty() && states.stream().allMatch(WorkerState::live);
                if (allLive || remaining <= 0) {
                    return states;
                }
                remaining = news.awaitNanos(remaining);
            }
        } finally {
            lock.unlock();
        }
    }

    private List<WorkerState> states(long ruleSetVersion) {
        Instant silentSince = clock.instant().minus(SILENCE);
        List<WorkerState> states = new ArrayList<>();
        workers.forEach((worker, heard) -> {
            if (heard.at().isAfter(silentSince)) {
                states.add(new WorkerState(
                        worker,
                        heard.said().getRuleSetVersion(),
                        heard.said().getRuleSetVersion() >= ruleSetVersion,
                        heard.said().getLiveAt(),
                        heard.said().getRefused()));
            }
        });
        return states;
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
        try (consumer) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            while (!closed) {
                try {
                    consumer.poll(POLL).forEach(this::hear);
                } catch (WakeupException e) {
                    LOG.atDebug().log("woken to close");
                } catch (KafkaException e) {
                    LOG.atWarn()
                            .addKeyValue("topic", PARTITION.topic())
                            .setCause(e)
                            .log("cannot read acknowledgements, trying again");
                }
            }
        }
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
        try {
            Event event = codec.decode(record.headers(), record.value());
            if (event.type().equals(EventTypes.RULE_ACKNOWLEDGED)) {
                RuleAcknowledged said = EventCodec.as(RuleAcknowledged.class, event);
                hear(said, Instant.ofEpochMilli(record.timestamp()));
            }
        } catch (MalformedRecordException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("a record is no acknowledgement and is passed over");
        }
    }

    private void hear(RuleAcknowledged said, Instant at) {
        lock.lock();
        try {
            workers.put(said.getWorkerId(), new Heard(said, at));
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
