package io.tidemill.ingestion.deadletters;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** What became of a dead letter. A transition is a method of the states in which it is legal. */
public sealed interface LetterState {
    /** The states by name, as they are stored. */
    enum Name {
        /** Nobody has done anything about it. */
        OPEN,
        /** There is an event that the gateway would take, and it was not sent. */
        FIXED,
        /** Its event was sent and acknowledged. */
        REPLAYED,
        /** It is to stay as it is. */
        DISCARDED;

        /** As it stands in JSON and in PostgreSQL. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The state of this name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Name of(String text) {
            for (Name name : values()) {
                if (name.text().equals(text)) {
                    return name;
                }
            }
            throw new IllegalArgumentException("state " + text + ": expected open, fixed, replayed or discarded");
        }
    }

    /** Its name. */
    Name name();

    /** The event that it was made into, in CloudEvents' JSON form. */
    Optional<String> event();

    /** Nobody has done anything about it. */
    record Open() implements LetterState {
        @Override
        public Name name() {
            return Name.OPEN;
        }

        @Override
        public Optional<String> event() {
            return Optional.empty();
        }

        /** There is an event for it. */
        public Fixed fix(String fixed) {
            return new Fixed(fixed);
        }

        /** It is an event as it came, and was sent: the reason that it had is gone. */
        public Replayed replay(String sent) {
            return new Replayed(sent);
        }

        /** It is to stay. */
        public Discarded discard() {
            return new Discarded(Optional.empty());
        }
    }

    /**
     * There is an event for it.
     *
     * @param fixed the event in CloudEvents' JSON form
     */
    record Fixed(String fixed) implements LetterState {
        public Fixed {
            Objects.requireNonNull(fixed, "fixed");
        }

        @Override
        public Name name() {
            return Name.FIXED;
        }

        @Override
        public Optional<String> event() {
            return Optional.of(fixed);
        }

        /** There is a better one. */
        public Fixed fix(String better) {
            return new Fixed(better);
        }

        /** The event was sent. */
        public Replayed replay() {
            return new Replayed(fixed);
        }

        /** It is to stay; the event is kept. */
        public Discarded discard() {
            return new Discarded(Optional.of(fixed));
        }
    }

    /**
     * Its event was sent, which cannot be taken back.
     *
     * @param sent the event in CloudEvents' JSON form
     */
    record Replayed(String sent) implements LetterState {
        public Replayed {
            Objects.requireNonNull(sent, "sent");
        }

        @Override
        public Name name() {
            return Name.REPLAYED;
        }

        @Override
        public Optional<String> event() {
            return Optional.of(sent);
        }
    }

    /**
     * It is to stay as it is.
     *
     * @param event the event that had been made of it
     */
    record Discarded(Optional<String> event) implements LetterState {
        public Discarded {
            Objects.requireNonNull(event, "event");
        }

        @Override
        public Name name() {
            return Name.DISCARDED;
        }

        /** It is to be worked on after all. */
        public LetterState reopen() {
            return event.<LetterState>map(Fixed::new).orElseGet(Open::new);
        }
    }

    /** A state as it was stored. */
    static LetterState of(Name name, Optional<String> event) {
        return switch (name) {
            case OPEN -> new Open();
            case FIXED -> new Fixed(event.orElseThrow());
            case REPLAYED -> new Replayed(event.orElseThrow());
            case DISCARDED -> new Discarded(event);
        };
    }
}
