package io.tidemill.schemas.contracts;

import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.PartitionCompleted;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Events to and from Kafka records: CloudEvents' Kafka protocol binding 1.0.2 in binary mode (each attribute a header
 * {@code ce_NAME}), the key the subject, the value Avro in Confluent's wire format (byte 0, schema id as a big-endian
 * int, the record). The Kafka timestamp is the time of ingestion. Safe to share between threads.
 */
public final class EventCodec {
    private static final String PREFIX = "ce_";

    /** What Java reads where bytes are no UTF-8; it can also be meant. */
    private static final char REPLACEMENT = '\uFFFD';

    /** Tables keep times in microseconds. */
    private static final long FURTHEST_SECOND = Long.MAX_VALUE / 1_000_000;

    private static final int WIRE_HEADER_BYTES = 5;
    private static final GenericData GENERIC = withConversions(new GenericData());
    private static final ReleasedSchemas BUILT_IN = ReleasedSchemas.load();

    static {
        // Avro instantiates only classes that are trusted; those generated from our own schemas are.
        String generated = PartitionCompleted.class.getPackageName() + ".";
        ClassSecurityPredicate others = ClassSecurityValidator.getGlobal();
        ClassSecurityValidator.setGlobal(
                ClassSecurityValidator.composite(others, type -> type.getName().startsWith(generated)));
    }

    private final EventSchemas schemas;
    private final DatumReaders readers = new DatumReaders(GENERIC);

    /**
     * @param schemas those of business events; Tidemill's own events always have the schemas released with the code, so
     *     that the ids of another registry cannot be taken for theirs
     */
    public EventCodec(EventSchemas schemas) {
        this.schemas = Objects.requireNonNull(schemas, "schemas");
    }

    /**
     * The Kafka record of an event.
     *
     * @param topic where it goes
     * @param partition which partition; {@code null} to let the key decide
     * @param ingestTime becomes the record's timestamp
     * @throws IllegalArgumentException if the event's type has no released schema or its data does not fit it
     */
    public ProducerRecord<byte[], byte[]> encode(
            Topic topic, @Nullable Integer partition, Event event, Instant ingestTime) {
        List<Header> headers = List.of(
                header("specversion", "1.0"),
                header("id", event.id()),
                header("source", event.source()),
                header("type", event.type()),
                header("subject", event.subject()),
                header("time", event.time().toString()),
                header("tenantid", event.tenantId()),
                new RecordHeader("content-type", "application/avro".getBytes(StandardCharsets.UTF_8)));
        byte[] key = event.subject().getBytes(StandardCharsets.UTF_8);
        IndexedRecord data = event.data();
        byte[] value = data == null ? null : encodeData(event.type(), data);
        return new ProducerRecord<>(topic.name(), partition, ingestTime.toEpochMilli(), key, value, headers);
    }

    /**
     * The data of an event in Confluent's wire format: in the schema it has, where that is the newest of its type or was
     * so a moment ago, else in the newest.
     */
    public byte[] encodeData(String type, IndexedRecord data) {
        ReleasedSchema released = writer(type, data);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        byte[] wireHeader = ByteBuffer.allocate(WIRE_HEADER_BYTES)
                .put((byte) 0)
                .putInt(released.id())
                .array();
        bytes.write(wireHeader, 0, WIRE_HEADER_BYTES);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<IndexedRecord>(released.schema(), dataModel(data)).write(data, encoder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private ReleasedSchema writer(String type, IndexedRecord data) {
        EventSchemas known = schemasOf(type);
        ReleasedSchema latest = known.latest(type)
                .orElseThrow(() -> new IllegalArgumentException("no schema is released for event type " + type));
        Schema schema = data.getSchema();
        if (schema == latest.schema()) {
            return latest;
        }
        return readers.versionOf(schema).or(() -> known.having(type, schema)).orElse(latest);
    }

    private static ReleasedSchema writer(String type, int id, List<ReleasedSchema> versions)
            throws MalformedRecordException {
        for (ReleasedSchema version : versions) {
            if (version.type().equals(type)) {
                return version;
            }
        }
        if (versions.isEmpty()) {
            throw new MalformedRecordException(
                    Reason.UNKNOWN_SCHEMA, "schema id " + id + " is not among the registered schemas of events");
        }
        throw new MalformedRecordException(
                Reason.WRONG_TYPE,
                "schema id " + id + " is of type " + versions.get(0).type() + ", the event says " + type);
    }

    private EventSchemas schemasOf(String type) {
        return EventTypes.isOwn(type) ? BUILT_IN : schemas;
    }

    /**
     * Reads a consumed record back. One without any CloudEvents header, on the topic of an event type, is of that type,
     * and has its attributes where its schema says: see {@link DeclaredAttributes}.
     *
     * @throws MalformedRecordException if it is no event; the message names what is wrong
     */
    public Event decode(ConsumerRecord<byte[], byte[]> consumed) throws MalformedRecordException {
        Optional<String> type = Topics.typeOf(consumed.topic());
        byte[] value = consumed.value();
        if (type.isEmpty() || hasAttributes(consumed.headers()) || !isWireFormat(value)) {
            return decode(consumed.headers(), value);
        }
        return DeclaredAttributes.event(consumed.topic(), type.get(), decodeData(type.get(), value));
    }

    /**
     * Reads a record back.
     *
     * @param headers the record's headers
     * @param value the record's value
     * @throws MalformedRecordException if it is no event; the message names what is wrong
     */
    public Event decode(Headers headers, byte @Nullable [] value) throws MalformedRecordException {
        String type = attribute(headers, "type");
        Instant time = time(headers);
        IndexedRecord data = type.equals(EventTypes.TIME_ADVANCED) ? null : decodeData(type, value);
        return new Event(
                attribute(headers, "id"),
                attribute(headers, "source"),
                type,
                attribute(headers, "subject"),
                time,
                attribute(headers, "tenantid"),
                data);
    }

    /**
     * Reads a value in Confluent's wire format into the newest schema of the type that is known; fields that it has and
     * the newest schema has no more are kept.
     */
    public GenericData.Record decodeData(String type, byte @Nullable [] value) throws MalformedRecordException {
        if (value == null || !isWireFormat(value)) {
            throw new MalformedRecordException(
                    Reason.NOT_WIRE_FORMAT, "the value does not begin with byte 0 and a four-byte schema id");
        }
        int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
        EventSchemas known = schemasOf(type);
        ReleasedSchema writer = writer(type, id, known.withId(id, type));
        GenericDatumReader<GenericData.Record> reader = readers.of(writer, known.latest(type));
        Decoder decoder =
                DecoderFactory.get().binaryDecoder(value, WIRE_HEADER_BYTES, value.length - WIRE_HEADER_BYTES, null);
        try {
            return reader.read(null, decoder);
        } catch (IOException | RuntimeException e) {
            // Avro answers broken bytes with many kinds of unchecked exceptions.
            throw new MalformedRecordException(
                    Reason.UNREADABLE_DATA, "the bytes are not a record of schema " + id + ": " + e.getMessage());
        }
    }

    /**
     * The data of one of our own events as its generated type.
     *
     * @throws ClassCastException if the event is of another type
     */
    public static <T extends SpecificRecord> T as(Class<T> type, Event event) {
        SpecificData model = SpecificData.getForClass(type);
        return type.cast(model.deepCopy(model.getSchema(type), event.data()));
    }

    private static boolean isWireFormat(byte @Nullable [] value) {
        return value != null && value.length >= WIRE_HEADER_BYTES && value[0] == 0;
    }

    private static boolean hasAttributes(Headers headers) {
        for (Header header : headers) {
            if (header.key().startsWith(PREFIX)) {
                return true;
            }
        }
        return false;
    }

    private static String attribute(Headers headers, String name) throws MalformedRecordException {
        Header header = headers.lastHeader(PREFIX + name);
        if (header == null || header.value() == null || header.value().length == 0) {
            throw new MalformedRecordException(
                    Reason.MISSING_ATTRIBUTE, "no header " + PREFIX + name + ": expected a CloudEvent in binary mode");
        }
        String text = new String(header.value(), StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), header.value())) {
            throw new MalformedRecordException(
                    Reason.INVALID_ATTRIBUTE, "header " + PREFIX + name + " is not in UTF-8: " + text);
        }
        return text;
    }

    private static Instant time(Headers headers) throws MalformedRecordException {
        String text = attribute(headers, "time");
        try {
            Instant time = UtcTimes.parse(text);
            if (Math.abs(time.getEpochSecond()) < FURTHEST_SECOND) {
                return time;
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw new MalformedRecordException(
                Reason.INVALID_ATTRIBUTE,
                "time " + text + ": expected RFC 3339 in UTC, with microseconds that fit 64 bits");
    }

    private static Header header(String attribute, String value) {
        return new RecordHeader(PREFIX + attribute, value.getBytes(StandardCharsets.UTF_8));
    }

    private static GenericData dataModel(IndexedRecord data) {
        return data instanceof SpecificRecord ? SpecificData.getForClass(data.getClass()) : GENERIC;
    }

    private static GenericData withConversions(GenericData data) {
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        return data;
    }
}
