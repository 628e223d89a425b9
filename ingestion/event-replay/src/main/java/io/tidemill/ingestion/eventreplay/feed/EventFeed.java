package io.tidemill.ingestion.eventreplay.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A source of events in the order of their times. Not safe to share between threads. */
public interface EventFeed extends AutoCloseable {
    /** The default of how long after a day's end its partition waits for late events. */
    Duration LATENESS = Duration.ofHours(1);

    /** The events from the first on. A feed can be rewound: each call begins anew and gives the same events. */
    Iterator<CloudEventJson> events();

    /** How many events there are, where it is known before they are read. */
    OptionalLong total();

    /** The event types that may occur. */
    Set<String> types();

    /** A time from which pace counts: that of the first event, or shortly before; empty if there are no events. */
    Optional<Instant> firstTime();

    /** The time of the last event, where it is known before they are read. */
    Optional<Instant> lastTime();

    /** Releases what the feed holds. */
    @Override
    void close();

    /**
     * The time to which to advance watermarks so that the day of the last event completes: the start of the day (UTC)
     * after it, and the lateness on top.
     *
     * @param lastTime the time of the last event
     * @param lateness how long after its end a day's partition waits for late events
     */
    static Instant finishTime(Instant lastTime, Duration lateness) {
        return lastTime.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC)
                .plus(lateness);
    }
}
