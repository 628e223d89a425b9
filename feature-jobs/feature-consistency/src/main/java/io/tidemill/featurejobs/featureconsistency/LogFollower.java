package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Notes completed days of the feature log, by a thread of its own: a day and the place on the topic it came from are one transaction. */
final class LogFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PAUSE_MILLISECONDS = 1000;
    private static final TopicPartition PARTITION = new TopicPartition(Topics.PARTITIONS_COMPLETED.name(), 0);

    private static final String TABLE = LakeTables.NAMESPACE + "." + LakeTables.ofEvents(EventTypes.FEATURE_SERVED);

    private final ConsistencyStore store;
    private final Clock clock;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "consistency-follower");

    private LogFollower(ConsistencyStore store, String bootstrapServers, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static LogFollower start(ConsistencyStore store, String bootstrapServers, Clock clock) {
        LogFollower follower = new LogFollower(store, bootstrapServers, clock);
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    @Override
    public void close() {
        closed.countDown();
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        boolean placed = false;
        try (consumer) {
            consumer.assign(List.of(PARTITION));
            while (closed.getCount() > 0) {
                try {
                    if (!placed) {
                        consumer.seek(PARTITION, store.position(PARTITION.topic()));
                        placed = true;
                    }
                    note(consumer.poll(POLL).records(PARTITION));
                } catch (WakeupException e) {
                    LOG.atDebug().log("woken to close");
                } catch (SQLException | KafkaException e) {
                    LOG.atError()
                            .addKeyValue("topic", PARTITION.topic())
                            .setCause(e)
                            .log("cannot note completed days, trying again");
                    placed = false;
                    boolean ended = closed.await(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
                    LOG.atDebug().addKeyValue("closed", ended).log("pause ended");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        long next = records.get(records.size() - 1).offset() + 1;
        store.transactions().run(connection -> {
            for (ConsumerRecord<byte[], byte[]> completed : records) {
                Optional<LogDay> day = day(completed);
                if (day.isPresent()) {
                    ConsistencyStore.add(connection, day.get());
                }
            }
            ConsistencyStore.setPosition(connection, PARTITION.topic(), next);
            return next;
        });
    }

    private Optional<LogDay> day(ConsumerRecord<byte[], byte[]> completed) {
        try {
            Event event = codec.decode(completed.headers(), completed.value());
            if (!event.type().equals(EventTypes.PARTITION_COMPLETED)) {
                return Optional.empty();
            }
            PartitionCompleted data = EventCodec.as(PartitionCompleted.class, event);
            return data.getTable().equals(TABLE)
                    ? Optional.of(new LogDay(data.getPartition(), data.getRevision(), clock.instant()))
                    : Optional.empty();
        } catch (MalformedRecordException | RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", completed.topic())
                    .addKeyValue("offset", completed.offset())
                    .setCause(e)
                    .log("a record is no completed partition and is passed over");
            return Optional.empty();
        }
    }
}
