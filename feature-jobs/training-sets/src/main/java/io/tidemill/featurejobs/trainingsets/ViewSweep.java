package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.Observation;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One entity's way through time for one view: events in order of their time, and between them the instants that values are
 * read off at. No event that was not known by then has been seen.
 */
final class ViewSweep {
    private final ViewState state;
    /** What happened, and was not known yet. */
    private final PriorityQueue<Known> unknown = new PriorityQueue<>(
            Comparator.comparingLong(Known::known).thenComparing(Known::observation, ViewEvents.ORDER));

    ViewSweep(ViewAggregation aggregation) {
        state = aggregation.newState();
    }

    private record Known(long known, Observation observation) {}

    /**
     * Takes the next event.
     *
     * @param known the instant from which it counts, in epoch milliseconds; not before its time
     */
    void add(long known, Observation event) {
        learn(event.time());
        if (known <= event.time()) {
            state.add(event);
        } else {
            unknown.add(new Known(known, event));
        }
    }

    /** The values as of an instant that is not before the last event's time. */
    List<@Nullable Object> values(long instant) {
        learn(instant);
        state.advance(instant);
        return state.values(instant);
    }

    /** Whatever comes from here on is known later. */
    private void learn(long instant) {
        Known next = unknown.peek();
        while (next != null && next.known() <= instant) {
            state.add(next.observation());
            unknown.remove();
            next = unknown.peek();
        }
    }
}
