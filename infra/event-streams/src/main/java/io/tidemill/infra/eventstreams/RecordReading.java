package io.tidemill.infra.eventstreams;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import io.tidemill.schemas.contracts.MissingPersonalDataKeyException;
import io.tidemill.schemas.contracts.PersonalData;
import io.tidemill.schemas.contracts.PersonalDataKey;
import io.tidemill.schemas.contracts.RejectedRecord;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.SchemasAwayException;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands on a topic, and sets apart what is no event: a record that cannot be decoded, an attribute too long
 * to be one, a time too far ahead, a record that is marked as rejected ({@link RejectedRecord}). No record makes it fail.
 * Personal data that came straight to the topic is protected as the gateway would have ({@link PersonalData}).
 */
public final class RecordReading implements KafkaRecordDeserializationSchema<StreamedRecord> {
    /** How far ahead of the clock an event's time may be. */
    public static final Duration AHEAD_ALLOWED = Duration.ofMinutes(5);

    private static final long serialVersionUID = 1L;

    /** Far longer than any name: whoever sends a longer one did not mean it, and each index of a table would carry it. */
    private static final int LONGEST_ATTRIBUTE = 65_535 / 3;

    private final Clock clock;
    private final SchemaSource schemas;
    private transient @Nullable EventCodec codec;

    /** A file on each worker, not the key itself: a job's graph is no place for secrets. Empty for none. */
    private final String personalDataKeyFile;

    private transient @Nullable PersonalData personalData;

    /** As {@link #RecordReading(Clock, SchemaSource)}, with the schemas released with the code. */
    public RecordReading(Clock clock) {
        this(clock, SchemaSource.released());
    }

    /**
     * @param clock serialisable, as {@link Clock#systemUTC()} is
     * @param schemas where the schemas of events are
     */
    public RecordReading(Clock clock, SchemaSource schemas) {
        this(clock, schemas, "");
    }

    private RecordReading(Clock clock, SchemaSource schemas, String personalDataKeyFile) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.schemas = Objects.requireNonNull(schemas, "schemas");
        this.personalDataKeyFile = Objects.requireNonNull(personalDataKeyFile, "personalDataKeyFile");
    }

    /** The same, hashing personal data that was not hashed before with the key in a file. */
    public RecordReading withPersonalDataKey(String file) {
        return new RecordReading(clock, schemas, file);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> consumed, Collector<StreamedRecord> out) {
        out.collect(read(consumed));
    }

    /** The event that a record is, or the poison. */
    public StreamedRecord read(ConsumerRecord<byte[], byte[]> consumed) {
        Optional<RejectedRecord> rejected = RejectedRecord.of(consumed.headers());
        if (rejected.isPresent()) {
            return poison(consumed, rejected.get().reason(), rejected.get().detail());
        }
        try {
            Event event = codec().decode(consumed);
            requireAttributes(event);
            requireTypeOfTopic(event, consumed.topic());
            Event safe = personalData().protect(event);
            return new StreamedEvent(
                    safe,
                    safe == event ? consumed.value() : encoded(safe),
                    consumed.topic(),
                    consumed.partition(),
                    consumed.offset(),
                    consumed.timestamp());
        } catch (MalformedRecordException e) {
            return poison(consumed, e.reason(), Objects.requireNonNullElse(e.getMessage(), ""));
        } catch (MissingPersonalDataKeyException | SchemasAwayException e) {
            // No fault of the record: the job stops until the operator has set the key, and stores nothing till then;
            // or
            // the task is being stopped, and the next reads the record again.
            throw e;
        } catch (RuntimeException e) {
            return poison(consumed, Reason.UNREADABLE_DATA, e.toString());
        }
    }

    @Override
    public TypeInformation<StreamedRecord> getProducedType() {
        return StreamedRecordTypes.RECORDS;
    }

    private PersonalData personalData() {
        PersonalData opened = personalData;
        if (opened == null) {
            opened = new PersonalData(
                    personalDataKeyFile.isEmpty()
                            ? Optional.empty()
                            : Optional.of(PersonalDataKey.read(Path.of(personalDataKeyFile))));
            personalData = opened;
        }
        return opened;
    }

    private EventCodec codec() {
        EventCodec opened = codec;
        if (opened == null) {
            opened = new EventCodec(schemas.open());
            codec = opened;
        }
        return opened;
    }

    private byte[] encoded(Event event) {
        return codec().encodeData(event.type(), Objects.requireNonNull(event.data(), "data"));
    }

    private void requireAttributes(Event event) throws MalformedRecordException {
        if (event.time().isAfter(clock.instant().plus(AHEAD_ALLOWED))) {
            throw new MalformedRecordException(
                    Reason.TIME_AHEAD, "time " + event.time() + ": expected at most " + AHEAD_ALLOWED + " ahead");
        }
        int longest = Math.max(
                Math.max(event.id().length(), event.source().length()),
                Math.max(event.subject().length(), event.tenantId().length()));
        if (longest > LONGEST_ATTRIBUTE) {
            throw new MalformedRecordException(
                    Reason.INVALID_ATTRIBUTE,
                    "an attribute of " + longest + " characters: expected at most " + LONGEST_ATTRIBUTE);
        }
    }

    private static void requireTypeOfTopic(Event event, String topic) throws MalformedRecordException {
        Optional<String> expected = Topics.typeOf(topic);
        if (expected.isPresent() && !event.type().equals(expected.get()) && !event.advancesTimeOnly()) {
            throw new MalformedRecordException(
                    Reason.WRONG_TYPE, "type " + event.type() + " on topic " + topic + ": expected " + expected.get());
        }
    }

    private static PoisonRecord poison(ConsumerRecord<byte[], byte[]> consumed, Reason reason, String detail) {
        Map<String, byte[]> headers = new HashMap<>();
        for (Header header : consumed.headers()) {
            headers.put(header.key(), header.value() == null ? new byte[0] : header.value());
        }
        return new PoisonRecord(
                reason,
                detail,
                consumed.topic(),
                consumed.partition(),
                consumed.offset(),
                consumed.timestamp(),
                headers,
                consumed.key(),
                consumed.value());
    }
}
