package io.tidemill.schemas.featureviews;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/** Which of an entity's events a feature is computed from, as of an instant T; docs/features.md tells it to the instant. */
public sealed interface Window extends Serializable {
    /** Every event up to T. */
    Window ALL_TIME = new AllTime();

    /** How people write it; empty for all time. */
    String text();

    /** Every event up to T. */
    record AllTime() implements Window {
        private static final long serialVersionUID = 1L;

        @Override
        public String text() {
            return "";
        }
    }

    /** The events of the last stretch of this length before T. */
    record Sliding(Duration length) implements Window {
        private static final long serialVersionUID = 1L;

        public Sliding {
            Objects.requireNonNull(length, "length");
        }

        @Override
        public String text() {
            return length.toHours() % 24 == 0 ? "P" + length.toDays() + "D" : length.toString();
        }
    }

    /** The events of the stretch that T is in: stretches of this length follow each other from 1970-01-01T00:00:00Z. */
    record Tumbling(Duration length) implements Window {
        private static final long serialVersionUID = 1L;

        public Tumbling {
            Objects.requireNonNull(length, "length");
        }

        @Override
        public String text() {
            return "tumbling " + new Sliding(length).text();
        }
    }

    /**
     * The newest events that follow each other, and are followed by T, with no more than a gap in between; those of the
     * {@link #LONGEST} before T at most.
     */
    record Session(Duration gap) implements Window {
        private static final long serialVersionUID = 1L;

        /** How far back a session is looked for. */
        public static final Duration LONGEST = Duration.ofDays(1);

        public Session {
            Objects.requireNonNull(gap, "gap");
        }

        @Override
        public String text() {
            return "session " + gap;
        }
    }
}
