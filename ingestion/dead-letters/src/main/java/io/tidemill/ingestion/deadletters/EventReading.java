package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.MissingPersonalDataKeyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/** What event a dead letter is now, and whether the gateway would take it. */
final class EventReading {
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final ValueDecoder decoder;
    private final EventIntake intake;

    EventReading(ValueDecoder decoder, EventIntake intake) {
        this.decoder = Objects.requireNonNull(decoder, "decoder");
        this.intake = Objects.requireNonNull(intake, "intake");
    }

    /** The value of a letter, as far as it can be read. */
    DecodedValue value(Letter letter) {
        return decoder.decode(letter.raw().value());
    }

    /** The event as it stands: as somebody fixed it, else as the record has it. */
    ObjectNode event(LetterCase letter) {
        return letter.state()
                .event()
                .map(json -> (ObjectNode) Json.read(json.getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> EventDraft.of(letter.letter(), value(letter.letter())));
    }

    /**
     * The event that the gateway makes of it.
     *
     * @throws ProblemException as the gateway answers
     */
    Event checked(ObjectNode event, Caller caller) {
        try {
            Event read = intake.read(event, caller);
            // Whatever else the topic refuses is to be known before it is sent.
            intake.record(read);
            return read;
        } catch (MissingPersonalDataKeyException e) {
            throw ProblemException.unavailable(String.valueOf(e.getMessage()), RETRY_AFTER)
                    .withCause(e);
        }
    }
}
