package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.infra.httpserver.postgres.Transactions;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes verdicts in the order they were given, each at least once; the event's id is the place in the outbox, so that
 * a repetition can be told. Any number of processes may run one: they take turns.
 */
final class VerdictPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VerdictPublisher.class);
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int AT_ONCE = 200;

    /** Whoever holds this lock of PostgreSQL publishes. */
    private static final long LOCK = 0x7469_6465_0030L;

    private record Pending(long id, FeatureVerdict message) {}

    private final Transactions transactions;
    private final Clock clock;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "feature-verdict-publisher");
        created.setDaemon(true);
        return created;
    });

    private VerdictPublisher(DataSource dataSource, String bootstrapServers, Clock clock) {
        this.transactions = new Transactions(dataSource);
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "enable.idempotence", "true"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Starts to publish; the store's schema must be there. */
    static VerdictPublisher start(DataSource dataSource, String bootstrapServers, Clock clock) {
        VerdictPublisher publisher = new VerdictPublisher(dataSource, bootstrapServers, clock);
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
                    .addKeyValue("topic", Topics.FEATURE_VERDICTS.name())
                    .setCause(e)
                    .log("cannot publish verdicts, trying again");
        }
    }

    /** How many were published. */
    private int publish(Connection connection) throws SQLException, ExecutionException {
        boolean turn = Rows.find(connection, row -> row.getBoolean(1), "SELECT pg_try_advisory_xact_lock(?)", LOCK)
                .get(0);
        if (!turn) {
            return 0;
        }
        List<Pending> pending = Rows.find(
                connection,
                row -> new Pending(row.getLong("id"), Rows.value(row.getString("body"), FeatureVerdict.class)),
                "SELECT id, body FROM consistency.outbox WHERE NOT published ORDER BY id LIMIT ?",
                AT_ONCE);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Pending verdict : pending) {
            sent.add(producer.send(
                    codec.encode(Topics.FEATURE_VERDICTS, 0, verdict.message().event(verdict.id()), clock.instant())));
        }
        try {
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException("interrupted before Kafka acknowledged", e);
        }
        for (Pending verdict : pending) {
            Rows.change(connection, "UPDATE consistency.outbox SET published = true WHERE id = ?", verdict.id());
        }
        return pending.size();
    }
}
