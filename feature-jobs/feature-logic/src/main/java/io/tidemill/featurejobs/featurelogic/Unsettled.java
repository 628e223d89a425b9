package io.tidemill.featurejobs.featurelogic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of a view with attributes, as they came, and the history of the attributes. They are seen anew with each
 * attribute that comes, until the watermark has passed their time and the view's lateness: then they are settled, and are kept
 * as any other view keeps its events.
 */
final class Unsettled {
    private final ViewAggregation aggregation;
    private final long lateness;
    /** By the position of their type among the view's event types. */
    private final Map<Integer, AttributeHistory> histories = new TreeMap<>();
    /** In order. */
    private final List<Observation> events = new ArrayList<>();
    /** The latest instant that was handed out. */
    private long stoodAt = Long.MIN_VALUE;
    /** What is settled and all events; nothing while it has to be made anew. */
    private @Nullable TiledState state;

    Unsettled(ViewAggregation aggregation) {
        this.aggregation = aggregation;
        this.lateness = aggregation.view().lateness().toMillis();
        aggregation.attributes().forEach(place -> histories.put(place.kind(), new AttributeHistory()));
    }

    void add(Observation observation) {
        AttributeHistory history = histories.get(observation.kind());
        if (history != null) {
            history.add(observation);
        } else {
            int place = Collections.binarySearch(events, observation);
            events.add(place < 0 ? -place - 1 : place, observation);
        }
        state = null;
    }

    long asOf(TiledState settled) {
        return Math.max(stoodAt, state(settled).asOf());
    }

    /** Settles what can be, and moves on to the last decay. */
    boolean advance(TiledState settled, long until) {
        long before = asOf(settled);
        settle(settled, until);
        state(settled).advance(until);
        stoodAt = asOf(settled);
        return stoodAt > before;
    }

    private void settle(TiledState settled, long watermark) {
        if (watermark < Long.MIN_VALUE + lateness) {
            return;
        }
        long passed = watermark - lateness;
        int count = 0;
        while (count < events.size() && events.get(count).time() <= passed) {
            settled.add(seen(events.get(count++)));
        }
        // It forgets what no window sees again; whoever reads goes on from here.
        settled.advance(passed);
        if (count > 0) {
            events.subList(0, count).clear();
            state = null;
        }
        histories.values().forEach(history -> history.settle(passed));
    }

    /** What is settled and, as they are seen now, the events that are not; moved on as far as was handed out before. */
    TiledState state(TiledState settled) {
        TiledState all = state;
        if (all == null) {
            all = settled.copy();
            for (Observation event : events) {
                all.add(seen(event));
            }
            all.advance(stoodAt);
            state = all;
        }
        return all;
    }

    private Observation seen(Observation event) {
        @Nullable Object[] values = event.values().toArray();
        for (AttributePlace place : aggregation.attributes()) {
            AttributeHistory history = histories.get(place.kind());
            Observation told = history == null ? null : history.at(event.time());
            values[place.column()] = told == null ? null : told.values().get(place.value());
        }
        return event.withValues(values);
    }

    void write(StateWriter out) {
        out.signed(stoodAt);
        histories.values().forEach(history -> history.write(out));
        out.unsigned(events.size());
        events.forEach(event -> {
            out.unsigned(event.kind());
            event.write(out);
        });
    }

    static Unsettled read(ViewAggregation aggregation, StateReader in) {
        Unsettled unsettled = new Unsettled(aggregation);
        unsettled.stoodAt = in.signed();
        unsettled.histories.forEach((kind, history) -> history.read(in, kind, aggregation.attributesOf(kind)));
        int count = in.count();
        for (int i = 0; i < count; i++) {
            int kind = Math.toIntExact(in.unsigned());
            if (kind >= aggregation.view().sources().size() || kind < 0) {
                throw new IllegalArgumentException("an event of type " + kind + " of view "
                        + aggregation.view().name());
            }
            unsettled.events.add(Observation.read(in, aggregation.columns().size(), kind));
        }
        return unsettled;
    }
}
