package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.StreamedEvent;
import java.time.Duration;
import java.util.Comparator;

/**
 * A day of a table.
 *
 * @param eventType whose table
 * @param day in days since 1970-01-01, UTC
 */
record TableDay(String eventType, int day) implements Comparable<TableDay> {
    static final long MILLIS = Duration.ofDays(1).toMillis();

    private static final Comparator<TableDay> ORDER =
            Comparator.comparing(TableDay::eventType).thenComparing(TableDay::day);

    static TableDay of(StreamedEvent event) {
        return new TableDay(event.type(), (int) Math.floorDiv(event.time(), MILLIS));
    }

    @Override
    public int compareTo(TableDay other) {
        return ORDER.compare(this, other);
    }
}
