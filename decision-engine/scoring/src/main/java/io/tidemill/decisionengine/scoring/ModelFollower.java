package io.tidemill.decisionengine.scoring;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ModelChange;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a shelf as the topic of model changes says, read from its beginning by a thread of its own. A change that is
 * refused is logged and leaves the version before it in place; one whose artifact cannot be fetched is tried again until
 * it can or a newer change of the same model comes.
 */
public final class ModelFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.MODEL_CHANGES.name(), 0);

    private final ModelShelf shelf;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final Map<String, ModelChange> pending = new LinkedHashMap<>();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;

    private ModelFollower(String bootstrapServers, ModelShelf shelf) {
        this.shelf = shelf;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.thread = new Thread(this::follow, "model-follower");
        thread.setDaemon(true);
    }

    /** Starts to follow; returns at once. */
    public static ModelFollower start(String bootstrapServers, ModelShelf shelf) {
        ModelFollower follower = new ModelFollower(bootstrapServers, shelf);
        follower.thread.start();
        return follower;
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
        try (consumer) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = -1;
            while (!closed) {
                try {
                    end = end < 0 ? consumer.endOffsets(List.of(PARTITION)).get(PARTITION) : end;
                    collect(consumer.poll(POLL));
                    applyPending();
                    if (consumer.position(PARTITION) >= end) {
                        caughtUp.countDown();
                    }
                } catch (WakeupException e) {
                    LOG.atDebug().log("woken to close");
                } catch (KafkaException e) {
                    LOG.atWarn()
                            .addKeyValue("topic", PARTITION.topic())
                            .setCause(e)
                            .log("cannot read model changes, trying again");
                }
            }
        }
    }

    private void collect(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                Event event = codec.decode(record.headers(), record.value());
                if (event.type().equals(EventTypes.MODEL_CHANGED)) {
                    ModelChange change = EventCodec.as(ModelChange.class, event);
                    pending.put(change.getModelName(), change);
                }
            } catch (MalformedRecordException | RuntimeException e) {
                LOG.atError()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("partition", record.partition())
                        .addKeyValue("offset", record.offset())
                        .setCause(e)
                        .log("a record is no model change and is passed over");
            }
        }
    }

    private void applyPending() {
        pending.values().removeIf(this::applied);
    }

    /** Whether the change is dealt with, by a swap or for good by a refusal. */
    private boolean applied(ModelChange change) {
        try {
            shelf.stock(
                    change.getModelName(),
                    change.getVersion(),
                    URI.create(change.getArtifactUri()),
                    change.getArtifactSha256());
            LOG.atInfo()
                    .addKeyValue("model", change.getModelName())
                    .addKeyValue("version", change.getVersion())
                    .log("model serves");
            return true;
        } catch (ModelRefusedException e) {
            LOG.atError()
                    .addKeyValue("model", change.getModelName())
                    .addKeyValue("version", change.getVersion())
                    .addKeyValue("reason", e.reason())
                    .setCause(e)
                    .log("model refused");
            return e.reason() != ModelRefusedException.Reason.UNREACHABLE;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("model", change.getModelName())
                    .addKeyValue("version", change.getVersion())
                    .setCause(e)
                    .log("model refused");
            return true;
        }
    }
}
