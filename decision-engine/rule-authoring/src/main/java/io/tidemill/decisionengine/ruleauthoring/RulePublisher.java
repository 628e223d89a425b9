package io.tidemill.decisionengine.ruleauthoring;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.RuleChange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends saved rule versions to the topic of rule changes, in order, each until Kafka has acknowledged it. Of several
 * processes one publishes at a time. A version may go out twice after a crash; readers know it by its rule-set version.
 */
final class RulePublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RulePublisher.class);
    private static final String SOURCE = "tidemill/rule-authoring";
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final int BATCH = 100;

    /** The number of the advisory lock in PostgreSQL: "rules" in ASCII. */
    private static final long LOCK = 0x72756c6573L;

    private final DataSource postgres;
    private final RuleStore store;
    private final Clock clock;
    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    RulePublisher(String bootstrapServers, DataSource postgres, RuleStore store, Clock clock) {
        this.postgres = postgres;
        this.store = store;
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "max.block.ms",
                        "5000",
                        "delivery.timeout.ms",
                        "10000",
                        "request.timeout.ms",
                        "5000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.thread = new Thread(this::publishAll, "rule-publisher");
        thread.setDaemon(true);
        thread.start();
    }

    /** Says that something was saved. */
    void wake() {
        wake.release();
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE);
    }

    private void publishAll() {
        while (!closed) {
            try {
                wake.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
                publishUnderLock();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (SQLException | ExecutionException | KafkaException e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("topic", Topics.RULE_CHANGES.name())
                        .log("cannot publish rules, trying again");
            }
        }
    }

    private void publishUnderLock() throws SQLException, ExecutionException, InterruptedException {
        try (Connection connection = postgres.getConnection();
                Statement statement = connection.createStatement()) {
            if (!locked(statement, "SELECT pg_try_advisory_lock(" + LOCK + ")")) {
                return;
            }
            try {
                publish();
            } finally {
                locked(statement, "SELECT pg_advisory_unlock(" + LOCK + ")");
            }
        }
    }

    private void publish() throws SQLException, ExecutionException, InterruptedException {
        List<RuleVersion> waiting = store.unpublished(BATCH);
        while (!waiting.isEmpty() && !closed) {
            for (RuleVersion version : waiting) {
                producer.send(codec.encode(Topics.RULE_CHANGES, null, event(version), clock.instant()))
                        .get();
                store.published(version, clock.instant());
            }
            waiting = store.unpublished(BATCH);
        }
    }

    private static boolean locked(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static Event event(RuleVersion version) {
        RuleChange.Builder change = RuleChange.newBuilder()
                .setRuleId(version.ruleId())
                .setVersion(version.version())
                .setRuleSetVersion(version.ruleSetVersion())
                .setChangedBy(version.changedBy())
                .setChangedAt(version.changedAt().truncatedTo(ChronoUnit.MILLIS));
        if (version.document() != null) {
            change.setDocument(version.document());
        }
        return new Event(
                version.ruleId() + "/" + version.version(),
                SOURCE,
                EventTypes.RULE_CHANGED,
                version.ruleId(),
                version.changedAt(),
                version.tenant() == null ? "default" : version.tenant(),
                change.build());
    }
}
