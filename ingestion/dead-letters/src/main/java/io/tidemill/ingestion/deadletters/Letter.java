package io.tidemill.ingestion.deadletters;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A dead letter as it stands in the lake.
 *
 * @param id its place on Kafka
 * @param takenAt the record's Kafka timestamp
 * @param failedAt when it was set apart
 * @param reason what is wrong, for a machine
 * @param detail what is wrong, for a person
 * @param headers the record's headers
 * @param raw its key and value; only where they were asked for
 */
public record Letter(
        LetterId id,
        Instant takenAt,
        Instant failedAt,
        String reason,
        String detail,
        Map<String, byte[]> headers,
        Raw raw) {
    private static final String EVENTS = "tidemill.events.";
    private static final String ATTRIBUTE = "ce_";

    public Letter {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(takenAt, "takenAt");
        Objects.requireNonNull(failedAt, "failedAt");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(raw, "raw");
        headers = Map.copyOf(headers);
    }

    /**
     * A record's bytes; not to be changed.
     *
     * @param key empty where the record had none, or it was not asked for
     * @param value empty where the record had none, or it was not asked for
     */
    public record Raw(Optional<byte[]> key, Optional<byte[]> value) {
        /** Neither. */
        static final Raw NONE = new Raw(Optional.empty(), Optional.empty());
    }

    /** The type of event that belongs on its topic, or else that it says it has. */
    public Optional<String> type() {
        return id.topic().startsWith(EVENTS) ? Optional.of(id.topic().substring(EVENTS.length())) : attribute("type");
    }

    /** Whose it is: what it says itself, or else the installation's first tenant. */
    public String tenant() {
        return attribute("tenantid").orElse("default");
    }

    /** A CloudEvents attribute, where the record has it as a header. */
    Optional<String> attribute(String name) {
        return Optional.ofNullable(headers.get(ATTRIBUTE + name))
                .filter(bytes -> bytes.length > 0)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The topic of a type of events. */
    static String topicOf(String type) {
        return EVENTS + type;
    }
}
