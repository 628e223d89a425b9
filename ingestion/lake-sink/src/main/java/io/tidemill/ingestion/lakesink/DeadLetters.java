package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.OutgoingRecord;
import io.tidemill.infra.eventstreams.PoisonRecord;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What could not become an event, as one. Its id is the record's place on Kafka, its time when the record was taken in.
 */
final class DeadLetters {
    /** Larger records stand in the table alone: with their coordinates they would not fit the topic. */
    private static final int LARGEST_ON_TOPIC = Topic.MAXIMUM_RECORD_BYTES - (128 << 10);

    private static final int LONGEST_DETAIL = 4096;
    private static final String TENANT = "default";
    private static final String SOURCE = "/tidemill/lake-sink";

    private DeadLetters() {}

    /** As a row of the dead-letter table, with the record's own coordinates. */
    static StreamedEvent row(PoisonRecord poison, Instant now) {
        return StreamedEvent.of(
                event(poison, now, poison.headers(), poison.key(), poison.value(), ""),
                poison.topic(),
                poison.partition(),
                poison.offset(),
                Instant.ofEpochMilli(poison.ingestTime()));
    }

    /** As a record of the dead-letter topic. */
    static OutgoingRecord record(PoisonRecord poison, Instant now) {
        Event event = size(poison) <= LARGEST_ON_TOPIC
                ? event(poison, now, poison.headers(), poison.key(), poison.value(), "")
                : event(poison, now, Map.of(), null, null, " (too large for the topic: its bytes are in the table)");
        byte[] key = poison.key();
        String recordKey = key == null || key.length > 1024 ? event.subject() : new String(key, StandardCharsets.UTF_8);
        return OutgoingRecord.of(Topics.DEAD_LETTERS, recordKey, event, now);
    }

    @SuppressWarnings("NullAway") // Avro's builder takes null for optional fields.
    private static Event event(
            PoisonRecord poison,
            Instant now,
            Map<String, byte[]> headers,
            byte @Nullable [] key,
            byte @Nullable [] value,
            String remark) {
        String place = poison.topic() + "/" + poison.partition() + "/" + poison.offset();
        Map<String, ByteBuffer> headerBytes = new HashMap<>();
        headers.forEach((name, bytes) -> headerBytes.put(name, ByteBuffer.wrap(bytes)));
        String detail = poison.detail();
        DeadLetter letter = DeadLetter.newBuilder()
                .setTopic(poison.topic())
                .setKafkaPartition(poison.partition())
                .setKafkaOffset(poison.offset())
                .setReason(poison.reason().name())
                .setDetail(detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL)) + remark)
                .setKey(key == null ? null : ByteBuffer.wrap(key))
                .setValue(value == null ? null : ByteBuffer.wrap(value))
                .setHeaders(headerBytes)
                .setFailedAt(now)
                .build();
        Instant time = Instant.ofEpochMilli(Math.max(0, poison.ingestTime()));
        return new Event(place, SOURCE, EventTypes.DEAD_LETTER, place, time, TENANT, letter);
    }

    private static int size(PoisonRecord poison) {
        byte[] key = poison.key();
        byte[] value = poison.value();
        int size = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        for (Map.Entry<String, byte[]> header : poison.headers().entrySet()) {
            size += 3 * header.getKey().length() + header.getValue().length;
        }
        return size;
    }
}
