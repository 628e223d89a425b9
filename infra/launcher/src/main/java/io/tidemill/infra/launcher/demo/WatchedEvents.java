package io.tidemill.infra.launcher.demo;

import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Passes events on and remembers what should come of them, so that what does come can be held against it. */
public final class WatchedEvents implements Iterator<CloudEventJson> {
    private static final int SAMPLES = 500;

    private final Iterator<CloudEventJson> events;
    private final Set<String> names = new HashSet<>();
    private final SortedMap<String, Set<LocalDate>> days = new TreeMap<>();
    private final SortedMap<String, Deque<CloudEventJson>> samples = new TreeMap<>();
    private long repeats;

    /** Watches events. */
    public WatchedEvents(Iterator<CloudEventJson> events) {
        this.events = events;
    }

    @Override
    public boolean hasNext() {
        return events.hasNext();
    }

    @Override
    public CloudEventJson next() {
        CloudEventJson event = events.next();
        if (!names.add(event.source() + " " + event.id())) {
            repeats++;
            return event;
        }
        days.computeIfAbsent(event.type(), any -> new TreeSet<>())
                .add(event.time().atOffset(ZoneOffset.UTC).toLocalDate());
        Deque<CloudEventJson> latest = samples.computeIfAbsent(event.type(), any -> new ArrayDeque<>());
        latest.add(event);
        if (latest.size() > SAMPLES) {
            latest.remove();
        }
        return event;
    }

    /** How many events there were, each counted once. */
    public long distinct() {
        return names.size();
    }

    /** How many came again. */
    public long repeats() {
        return repeats;
    }

    /** The days with events, of each type. */
    SortedMap<String, Set<LocalDate>> days() {
        return Collections.unmodifiableSortedMap(days);
    }

    /** The latest events of a type, at most {@value #SAMPLES}; empty for a type that did not occur. */
    public List<CloudEventJson> latest(String type) {
        Deque<CloudEventJson> latest = samples.get(type);
        return latest == null ? List.of() : new ArrayList<>(latest);
    }
}
