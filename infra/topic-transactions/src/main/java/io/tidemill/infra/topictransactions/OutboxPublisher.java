package io.tidemill.infra.topictransactions;

import io.tidemill.infra.httpserver.postgres.Transactions;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what is in an outbox in the order it was put there, each at least once; the event's id is the place in the outbox, so
 * that a repetition can be told. Any number of processes may run one: they take turns.
 *
 * @param <T> what is announced
 */
public final class OutboxPublisher<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxPublisher.class);
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int AT_ONCE = 200;

    private final Transactions transactions;
    private final Outbox<T> outbox;
    private final Clock clock;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService thread;

    private OutboxPublisher(Transactions transactions, Outbox<T> outbox, String bootstrapServers, Clock clock) {
        this.transactions = Objects.requireNonNull(transactions, "transactions");
        this.outbox = Objects.requireNonNull(outbox, "outbox");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "enable.idempotence", "true"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, outbox.schema() + "-publisher");
            created.setDaemon(true);
            return created;
        });
    }

    /** Starts to publish; the outbox must be there. */
    public static <T> OutboxPublisher<T> start(
            Transactions transactions, Outbox<T> outbox, String bootstrapServers, Clock clock) {
        OutboxPublisher<T> publisher = new OutboxPublisher<>(transactions, outbox, bootstrapServers, clock);
        publisher.thread.scheduleWithFixedDelay(
                publisher::publishPending, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return publisher;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        producer.close(Duration.ofSeconds(5));
    }

    private void publishPending() {
        try {
            int published = AT_ONCE;
            while (published == AT_ONCE) {
                published = transactions.<Integer, ExecutionException>run(this::publish);
            }
        } catch (SQLException | ExecutionException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("topic", outbox.topic().name())
                    .setCause(e)
                    .log("cannot publish an outbox, trying again");
        }
    }

    /** How many were published. */
    private int publish(Connection connection) throws SQLException, ExecutionException {
        if (!outbox.isOurTurn(connection)) {
            return 0;
        }
        List<Outbox.Pending<T>> pending = outbox.pending(connection, AT_ONCE);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Outbox.Pending<T> each : pending) {
            sent.add(producer.send(codec.encode(
                    outbox.topic(), 0, outbox.form().event(each.announced(), each.id()), clock.instant())));
        }
        try {
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException("interrupted before Kafka acknowledged", e);
        }
        for (Outbox.Pending<T> each : pending) {
            outbox.published(connection, each.id());
        }
        return pending.size();
    }
}
