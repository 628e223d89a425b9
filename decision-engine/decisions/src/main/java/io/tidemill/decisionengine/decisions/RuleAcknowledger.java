package io.tidemill.decisionengine.decisions;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.events.RuleAcknowledged;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which rule-set version a worker runs: at once when it changes, and again and again while the worker lives. For
 * one thread.
 */
final class RuleAcknowledger implements AutoCloseable {
    /** A worker that has not been heard of for a few of these is gone. */
    static final Duration REPEAT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(RuleAcknowledger.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final String workerId;
    private final Clock clock;
    private long version = -1;
    private List<String> refusals = List.of();
    private Instant liveAt = Instant.EPOCH;
    private Instant sentAt = Instant.EPOCH;

    RuleAcknowledger(String bootstrapServers, String workerId, Clock clock) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "max.block.ms", "5000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.workerId = workerId;
        this.clock = clock;
    }

    void acknowledge(long current, List<String> refused) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boolean changed = current != version;
        if (!changed && Duration.between(sentAt, now).compareTo(REPEAT) < 0) {
            return;
        }
        liveAt = changed ? now : liveAt;
        refusals = changed ? List.copyOf(refused) : refusals;
        version = current;
        sentAt = now;
        RuleAcknowledged.Builder data = RuleAcknowledged.newBuilder()
                .setWorkerId(workerId)
                .setRuleSetVersion(version)
                .setLiveAt(liveAt);
        if (!refusals.isEmpty()) {
            data.setRefused(String.join("; ", refusals));
        }
        Event event = new Event(
                UUID.randomUUID().toString(),
                "tidemill/decisions",
                EventTypes.RULE_ACKNOWLEDGED,
                workerId,
                now,
                "default",
                data.build());
        producer.send(codec.encode(Topics.RULE_ACKNOWLEDGEMENTS, null, event, now), (metadata, failure) -> {
            if (failure != null) {
                LOG.atWarn().setCause(failure).addKeyValue("version", current).log("cannot acknowledge rules");
            }
        });
    }

    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
