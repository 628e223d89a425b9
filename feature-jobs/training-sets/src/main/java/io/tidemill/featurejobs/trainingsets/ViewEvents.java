package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.Observation;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The events that one view reads, of all their types, out of the lake. */
final class ViewEvents {
    /** By time, source and id, and of events of several types that have all these in common in the order of the types. */
    static final Comparator<Observation> ORDER =
            Comparator.<Observation>naturalOrder().thenComparingInt(Observation::kind);

    private final ViewAggregation aggregation;
    private final Map<String, EventHistory> histories = new LinkedHashMap<>();

    /**
     * @param histories gives the events of a type, by the view's key
     */
    ViewEvents(ViewAggregation aggregation, Function<String, EventHistory> histories) {
        this.aggregation = aggregation;
        aggregation.view().eventTypes().forEach(type -> this.histories.put(type, histories.apply(type)));
    }

    /**
     * What the view sees of an event.
     *
     * @param known the instant from which it counts, in epoch milliseconds
     */
    record Known(long known, Observation observation) {}

    /** Whose events there are. */
    Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        histories.values().forEach(history -> ids.addAll(history.entities()));
        return ids;
    }

    /** The events of a key in order of their time. */
    List<Known> of(String id) {
        List<Known> events = new ArrayList<>();
        histories.forEach((type, history) -> history.of(id)
                .forEach(row -> events.add(new Known(
                        row.known(),
                        aggregation.observe(
                                type, row.time(), row.source(), row.id(), field -> history.value(row, field))))));
        if (histories.size() > 1) {
            events.sort(Comparator.comparing(Known::observation, ORDER));
        }
        return events;
    }
}
