package io.tidemill.featurejobs.featurelog;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a sample to {@link Topics#FEATURES_SERVED}, by a thread of its own. Between a lookup and that thread is a queue of a fixed
 * length: what does not fit, and what Kafka does not take in time, is dropped and counted.
 */
public final class KafkaFeatureLog implements FeatureLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaFeatureLog.class);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final String REASON_FULL = "queue-full";
    private static final String REASON_KAFKA = "kafka";
    private static final String REASON_NO_EVENT = "no-event";

    private final EntitySample sample;
    private final Clock clock;
    private final BlockingQueue<ServedRow> waiting;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final KafkaProducer<byte[], byte[]> producer;
    private final Counter written;
    private final Counter dropped;
    private final Thread thread = new Thread(this::send, "feature-log");
    private volatile boolean closed;

    private KafkaFeatureLog(FeatureLogSettings settings, PrometheusRegistry metrics, Clock clock) {
        this.sample = new EntitySample(settings.share());
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(settings.waiting());
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", settings.kafka(),
                        "acks", "all",
                        "enable.idempotence", "true",
                        "linger.ms", "20",
                        "compression.type", "zstd",
                        "max.block.ms", "5000",
                        "request.timeout.ms", "5000",
                        "delivery.timeout.ms", "30000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        written = Counter.builder()
                .name("tidemill_feature_log_rows")
                .help("Rows of served features that Kafka has.")
                .register(metrics);
        dropped = Counter.builder()
                .name("tidemill_feature_log_dropped")
                .help("Rows of served features of the sample that were not taken down, by why.")
                .labelNames("reason")
                .register(metrics);
        dropped.labelValues(REASON_FULL);
        dropped.labelValues(REASON_KAFKA);
        dropped.labelValues(REASON_NO_EVENT);
    }

    /** A log as it is configured: of a share of 0 one that takes down nothing. */
    public static FeatureLog start(FeatureLogSettings settings, PrometheusRegistry metrics, Clock clock) {
        if (settings.share() == 0) {
            return OFF;
        }
        KafkaFeatureLog log = new KafkaFeatureLog(settings, metrics, clock);
        log.thread.setDaemon(true);
        log.thread.start();
        return log;
    }

    @Override
    public boolean wants(EntityKey entity, Instant servedAt) {
        return sample.holds(entity, servedAt);
    }

    @Override
    public void add(ServedRow row) {
        if (closed || !waiting.offer(row)) {
            dropped.labelValues(REASON_FULL).inc();
        }
    }

    /** Sends what waits, for as long as {@code PT5S}. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        producer.close(CLOSING);
    }

    private void send() {
        try {
            while (!closed || !waiting.isEmpty()) {
                ServedRow row = waiting.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                if (row != null) {
                    send(row);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(ServedRow row) {
        try {
            producer.send(
                    codec.encode(
                            Topics.FEATURES_SERVED,
                            null,
                            ServedEvents.of(row, UUID.randomUUID().toString()),
                            clock.instant()),
                    (sent, failure) -> {
                        if (failure == null) {
                            written.inc();
                        } else {
                            dropped(REASON_KAFKA, failure);
                        }
                    });
        } catch (KafkaException e) {
            dropped(REASON_KAFKA, e);
        } catch (RuntimeException e) {
            // Whatever is wrong with one row: an end of this thread would be the end of the log.
            dropped(REASON_NO_EVENT, e);
        }
    }

    private void dropped(String reason, Exception failure) {
        dropped.labelValues(reason).inc();
        LOG.atDebug()
                .addKeyValue("topic", Topics.FEATURES_SERVED.name())
                .setCause(failure)
                .log("a row of served features was not taken down");
    }
}
