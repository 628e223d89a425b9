package io.tidemill.schemas.contracts;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A Kafka topic as its owner declares it. Every record on it is a CloudEvent in Kafka's binary mode (see {@link
 * EventCodec}).
 *
 * @param name the topic's name
 * @param owner the module that writes it
 * @param key what the record key is
 * @param partitions how many partitions it is created with
 * @param retention how long records are kept; empty when the topic is compacted and the newest of each key is kept for
 *     good
 */
public record Topic(String name, String owner, String key, int partitions, Optional<Duration> retention) {
    /** The largest record any topic takes, in bytes. */
    public static final int MAXIMUM_RECORD_BYTES = 1 << 20;

    public Topic {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(retention, "retention");
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + ": partitions " + partitions + ", expected 1 or more");
        }
    }

    /** Whether only the newest record of each key is kept. */
    public boolean compacted() {
        return retention.isEmpty();
    }

    /** The topic's settings in Kafka's own names. */
    public Map<String, String> settings() {
        String size = Integer.toString(MAXIMUM_RECORD_BYTES);
        return retention
                .map(kept -> Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(kept.toMillis()),
                        "max.message.bytes",
                        size))
                .orElseGet(() -> Map.of("cleanup.policy", "compact", "max.message.bytes", size));
    }
}
