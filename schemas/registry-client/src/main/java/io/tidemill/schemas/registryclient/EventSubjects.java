package io.tidemill.schemas.registryclient;

import io.tidemill.schemas.contracts.Topics;
import java.util.Optional;

/** The subjects of event types: Confluent's TopicNameStrategy, {@code tidemill.events.TYPE-value}. */
public final class EventSubjects {
    private static final String SUFFIX = "-value";
    private static final String TYPE = "type";

    private EventSubjects() {}

    /** The subject of an event type. */
    public static String of(String type) {
        return Topics.ofEvents(type).name() + SUFFIX;
    }

    /** What the subjects of all event types begin with. */
    public static String prefix() {
        String subject = Topics.ofEvents(TYPE).name();
        return subject.substring(0, subject.length() - TYPE.length());
    }

    /** The event type of a subject; empty when it is the subject of something else. */
    public static Optional<String> typeOf(String subject) {
        return subject.endsWith(SUFFIX)
                ? Topics.typeOf(subject.substring(0, subject.length() - SUFFIX.length()))
                : Optional.empty();
    }
}
