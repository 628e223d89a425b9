package io.tidemill.infra.eventstreams;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.EventContent;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.IndexedRecord;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way through a job, with its place on Kafka. It travels as its attributes and the bytes of its data,
 * which are decoded when {@link #event} is first called after each exchange between tasks.
 */
@TypeInfo(StreamedRecordTypes.OfEvents.class)
public final class StreamedEvent implements StreamedRecord {
    /** For Tidemill's own events, whose schemas are those released with the code; immutable. */
    static final EventCodec CODEC = new EventCodec(ReleasedSchemas.load());

    private final String id;
    private final String source;
    private final String type;
    private final String subject;
    private final long time;
    private final String tenantId;
    private final byte @Nullable [] value;
    private final String topic;
    private final int partition;
    private final long offset;
    private final long ingestTime;
    private @Nullable Event decoded;

    StreamedEvent(Event event, byte @Nullable [] value, String topic, int partition, long offset, long ingestTime) {
        this(
                event.id(),
                event.source(),
                event.type(),
                event.subject(),
                event.time().toEpochMilli(),
                event.tenantId(),
                value,
                topic,
                partition,
                offset,
                ingestTime);
        this.decoded = event;
    }

    StreamedEvent(
            String id,
            String source,
            String type,
            String subject,
            long time,
            String tenantId,
            byte @Nullable [] value,
            String topic,
            int partition,
            long offset,
            long ingestTime) {
        this.id = Objects.requireNonNull(id, "id");
        this.source = Objects.requireNonNull(source, "source");
        this.type = Objects.requireNonNull(type, "type");
        this.subject = Objects.requireNonNull(subject, "subject");
        this.time = time;
        this.tenantId = Objects.requireNonNull(tenantId, "tenantId");
        this.value = value;
        this.topic = Objects.requireNonNull(topic, "topic");
        this.partition = partition;
        this.offset = offset;
        this.ingestTime = ingestTime;
    }

    /** An event as if it had been read from a topic; for tests of workflows. */
    public static StreamedEvent of(Event event, String topic, int partition, long offset, Instant ingestTime) {
        IndexedRecord data = event.data();
        byte[] value = data == null ? null : CODEC.encodeData(event.type(), data);
        return new StreamedEvent(event, value, topic, partition, offset, ingestTime.toEpochMilli());
    }

    /**
     * The event with its data, decoded at most once a task.
     *
     * @param codec of the task: see {@link JobConfiguration#schemas()}
     */
    public Event event(EventCodec codec) {
        Event event = decoded;
        if (event == null) {
            event = new Event(id, source, type, subject, Instant.ofEpochMilli(time), tenantId, data(codec));
            decoded = event;
        }
        return event;
    }

    /** One of Tidemill's own events with its data, whose schemas are those released with the code. */
    public Event ownEvent() {
        return event(CODEC);
    }

    /**
     * The data, which is not kept decoded: for whoever holds many events.
     *
     * @return null for what only advances time
     */
    public @Nullable IndexedRecord data(EventCodec codec) {
        if (decoded != null) {
            return decoded.data();
        }
        if (advancesTimeOnly()) {
            return null;
        }
        try {
            return codec.decodeData(type, value);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("the data of an event that was read once cannot be read again", e);
        }
    }

    /** The record this was, as one that is no event after all; its headers are the CloudEvents attributes. */
    @SuppressWarnings("NullAway") // It does not see that arrays among record components may be null.
    public PoisonRecord toPoison(Reason reason, String detail) {
        Map<String, byte[]> headers = Map.of(
                "ce_id", bytes(id),
                "ce_source", bytes(source),
                "ce_type", bytes(type),
                "ce_subject", bytes(subject),
                "ce_time", bytes(Instant.ofEpochMilli(time).toString()),
                "ce_tenantid", bytes(tenantId));
        return new PoisonRecord(reason, detail, topic, partition, offset, ingestTime, headers, bytes(subject), value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether this is no event but a promise about time (see {@link EventTypes#TIME_ADVANCED}). */
    public boolean advancesTimeOnly() {
        return type.equals(EventTypes.TIME_ADVANCED);
    }

    /** CloudEvents id. */
    public String id() {
        return id;
    }

    /** CloudEvents source. */
    public String source() {
        return source;
    }

    /** The event type. */
    public String type() {
        return type;
    }

    /** The entity the event is about. */
    public String subject() {
        return subject;
    }

    /** Event time in epoch milliseconds. */
    public long time() {
        return time;
    }

    /** The store or brand. */
    public String tenantId() {
        return tenantId;
    }

    /** The data's bytes in Confluent's wire format; not to be changed. */
    byte @Nullable [] value() {
        return value;
    }

    /** What the event says, beside its source and id. */
    EventContent content() {
        return EventContent.of(type, subject, Instant.ofEpochMilli(time), tenantId, value);
    }

    /** How many bytes the data has on Kafka. */
    public int valueSize() {
        return value == null ? 0 : value.length;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long ingestTime() {
        return ingestTime;
    }

    /** Two are equal when they are the same event: source and id alone. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StreamedEvent that && id.equals(that.id) && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, id);
    }

    @Override
    public String toString() {
        return type + "[" + source + "/" + id + "]";
    }
}
