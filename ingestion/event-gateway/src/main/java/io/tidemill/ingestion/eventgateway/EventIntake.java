package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.PersonalData;
import io.tidemill.schemas.contracts.PersonalDataKey;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.EventSchemas;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The gateway's rules for doors that are not HTTP: what the gateway would refuse is refused here, with the same words,
 * and what passes becomes the same record. Safe to share between threads.
 */
public final class EventIntake {
    private final CloudEventReader reader;
    private final EventCodec codec;
    private final PersonalData personalData;
    private final Clock clock;

    /** An intake without a key, which cannot take events in whose schema personal data is to be hashed. */
    public EventIntake(EventSchemas schemas, Clock clock) {
        this(schemas, Optional.empty(), clock);
    }

    /** @param key what personal data is hashed with */
    public EventIntake(EventSchemas schemas, Optional<PersonalDataKey> key, Clock clock) {
        this.personalData = new PersonalData(key);
        this.reader = new CloudEventReader(schemas, clock);
        this.codec = new EventCodec(schemas);
        this.clock = clock;
    }

    /**
     * An intake with the key that a configuration names.
     *
     * @param configuration {@code pii.key-file}, as the gateway has it
     */
    public static EventIntake of(Configuration configuration, EventSchemas schemas, Clock clock) {
        return new EventIntake(
                schemas, configuration.optionalPath("pii.key-file").map(PersonalDataKey::read), clock);
    }

    /**
     * Checks an event in CloudEvents' structured JSON form, and protects the personal data in it.
     *
     * @param caller for whom it is sent
     * @throws ProblemException with 422 or 403, naming the field, if the gateway would not take it
     * @throws io.tidemill.schemas.contracts.MissingPersonalDataKeyException if its personal data cannot be hashed
     */
    public Event read(JsonNode event, Caller caller) {
        StructuredAttributes attributes = StructuredAttributes.of(event);
        return personalData.protect(reader.read(attributes, attributes.data(), caller));
    }

    /**
     * The record of an event on the topic of its type, stamped with the time of now.
     *
     * @throws ProblemException with 413 if no topic takes a record of this size
     */
    public ProducerRecord<byte[], byte[]> record(Event event) {
        ProducerRecord<byte[], byte[]> made = codec.encode(Topics.ofEvents(event.type()), null, event, clock.instant());
        // What else a record has (its headers, its place in a batch) is less than what is left free here.
        if (made.value() != null && made.value().length > Topic.MAXIMUM_RECORD_BYTES - (32 << 10)) {
            throw new ProblemException(
                    413,
                    "Event too large",
                    "data",
                    "expected an event of at most " + Topic.MAXIMUM_RECORD_BYTES + " bytes");
        }
        return made;
    }
}
