package io.tidemill.infra.eventstreams;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to a topic.
 *
 * @param topic where it goes; the key decides the partition
 * @param timestamp its Kafka timestamp in epoch milliseconds
 * @param headers its headers
 * @param key its key
 * @param value its value
 */
@TypeInfo(StreamedRecordTypes.OfOutgoing.class)
@SuppressWarnings("ArrayRecordComponent") // Raw bytes are carried, never compared.
public record OutgoingRecord(
        String topic, long timestamp, Map<String, byte[]> headers, byte @Nullable [] key, byte @Nullable [] value) {
    public OutgoingRecord {
        Objects.requireNonNull(topic, "topic");
        headers = Map.copyOf(headers);
    }

    /**
     * The record of an event.
     *
     * @param key the record key, where it is not the subject
     * @param now the Kafka timestamp
     * @throws IllegalArgumentException if the event's data does not fit the newest schema of its type
     */
    public static OutgoingRecord of(Topic topic, String key, Event event, Instant now) {
        ProducerRecord<byte[], byte[]> encoded = StreamedEvent.CODEC.encode(topic, null, event, now);
        Map<String, byte[]> headers = new HashMap<>();
        for (Header header : encoded.headers()) {
            headers.put(header.key(), header.value());
        }
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        return new OutgoingRecord(topic.name(), now.toEpochMilli(), headers, keyBytes, encoded.value());
    }

    /** The record of an event, its key the subject. */
    public static OutgoingRecord of(Topic topic, Event event, Instant now) {
        return of(topic, event.subject(), event, now);
    }

    /** The record as Kafka's producer takes it. */
    public ProducerRecord<byte[], byte[]> toProducerRecord() {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(topic, null, timestamp, key, value);
        headers.forEach((name, bytes) -> sent.headers().add(name, bytes));
        return sent;
    }
}
