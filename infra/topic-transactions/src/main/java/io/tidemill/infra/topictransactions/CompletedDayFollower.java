package io.tidemill.infra.topictransactions;

import io.tidemill.infra.httpserver.postgres.Transactions;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/**
 * Tells of completed days of the lake's tables, from the first there was and on, by a thread of its own. What the listener does
 * with a day and the day's place on the topic are one transaction: it is told of each day once, whatever is killed, if one process
 * follows at a time, and at least once if several do. It waits for a broker and a database that are away; what is no completed day
 * is logged and passed over.
 */
public final class CompletedDayFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CompletedDayFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PAUSE_MILLISECONDS = 1000;
    private static final TopicPartition PARTITION = new TopicPartition(Topics.PARTITIONS_COMPLETED.name(), 0);

    private final Transactions transactions;
    private final TopicPlaces places;
    private final Listener listener;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** Notes a completed day, on the follower's thread. */
    @FunctionalInterface
    public interface Listener {
        /** Writes what is to be kept of the day; with an error the day is told again. */
        void note(Connection connection, PartitionCompleted day) throws SQLException;
    }

    private CompletedDayFollower(Transactions transactions, String schema, String bootstrapServers, Listener listener) {
        this.transactions = Objects.requireNonNull(transactions, "transactions");
        this.places = new TopicPlaces(schema);
        this.listener = Objects.requireNonNull(listener, "listener");
        this.thread = new Thread(this::follow, schema + "-follower");
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Starts to follow; returns at once.
     *
     * @param schema of the module that listens, with its {@link TopicPlaces}
     */
    public static CompletedDayFollower follow(
            Transactions transactions, String schema, String bootstrapServers, Listener listener) {
        CompletedDayFollower follower = new CompletedDayFollower(transactions, schema, bootstrapServers, listener);
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    /** Ends the thread, and waits for it. */
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
                        consumer.seek(PARTITION, place());
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

    private long place() throws SQLException {
        return transactions.run(connection -> places.next(connection, PARTITION.topic()));
    }

    private void note(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        long next = records.get(records.size() - 1).offset() + 1;
        transactions.run(connection -> {
            for (ConsumerRecord<byte[], byte[]> completed : records) {
                Optional<PartitionCompleted> day = day(completed);
                if (day.isPresent()) {
                    listener.note(connection, day.get());
                }
            }
            places.set(connection, PARTITION.topic(), next);
            return next;
        });
    }

    private Optional<PartitionCompleted> day(ConsumerRecord<byte[], byte[]> completed) {
        try {
            Event event = codec.decode(completed.headers(), completed.value());
            return event.type().equals(EventTypes.PARTITION_COMPLETED)
                    ? Optional.of(EventCodec.as(PartitionCompleted.class, event))
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
