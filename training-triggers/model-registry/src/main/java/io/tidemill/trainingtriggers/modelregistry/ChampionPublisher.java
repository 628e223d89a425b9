package io.tidemill.trainingtriggers.modelregistry;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ModelChange;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes changes of champions in the order they were made, each at least once; the event's id is the place in the
 * outbox, so that a repetition can be told. Any number of processes may run one: they take turns.
 */
public final class ChampionPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChampionPublisher.class);
    private static final String SOURCE = "/tidemill/model-registry";
    private static final String TENANT = "default";
    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** Whoever holds this lock of PostgreSQL publishes. */
    private static final long LOCK = 0x7469_6465_0001L;

    private final DataSource dataSource;
    private final Clock clock;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "champion-publisher");
        created.setDaemon(true);
        return created;
    });

    private ChampionPublisher(DataSource dataSource, String bootstrapServers, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "enable.idempotence", "true"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Starts to publish; the registry's schema must be there. */
    public static ChampionPublisher start(DataSource dataSource, String bootstrapServers, Clock clock) {
        ChampionPublisher publisher = new ChampionPublisher(dataSource, bootstrapServers, clock);
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
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean more = true;
            while (more) {
                more = turn(connection) && publishNext(connection);
                connection.commit();
            }
        } catch (SQLException | ExecutionException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("topic", Topics.MODEL_CHANGES.name())
                    .setCause(e)
                    .log("cannot publish champions, trying again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean turn(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
            lock.setLong(1, LOCK);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Whether there was one to publish. */
    private boolean publishNext(Connection connection) throws SQLException, ExecutionException, InterruptedException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id, model, version, artifact_uri, artifact_sha256, changed_at FROM registry.outbox"
                                + " WHERE NOT published ORDER BY id LIMIT 1");
                ResultSet row = select.executeQuery();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE registry.outbox SET published = true WHERE id = ?")) {
            if (!row.next()) {
                return false;
            }
            producer.send(codec.encode(Topics.MODEL_CHANGES, 0, event(row), clock.instant()))
                    .get();
            update.setLong(1, row.getLong("id"));
            update.executeUpdate();
            return true;
        }
    }

    private static Event event(ResultSet row) throws SQLException {
        ModelChange change = ModelChange.newBuilder()
                .setModelName(row.getString("model"))
                .setVersion(row.getLong("version"))
                .setArtifactUri(row.getString("artifact_uri"))
                .setArtifactSha256(row.getString("artifact_sha256"))
                .setChangedAt(row.getObject("changed_at", OffsetDateTime.class).toInstant())
                .build();
        return new Event(
                Long.toString(row.getLong("id")),
                SOURCE,
                EventTypes.MODEL_CHANGED,
                change.getModelName(),
                change.getChangedAt(),
                TENANT,
                change);
    }
}
