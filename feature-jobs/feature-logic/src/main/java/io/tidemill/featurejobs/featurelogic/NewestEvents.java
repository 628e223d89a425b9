package io.tidemill.featurejobs.featurelogic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest events that pass a filter, the newest first, with the values of some columns. */
final class NewestEvents {
    private final Spec spec;
    private final List<Observation> events = new ArrayList<>();

    /**
     * What is kept.
     *
     * @param filter the position, in the view's filters, of what events must pass
     * @param columns the positions, in the view's columns, of the values that are kept; none if only the time is
     * @param most how many events
     * @param withValue whether an event without a value of the one column is passed over
     */
    record Spec(int filter, List<Integer> columns, int most, boolean withValue) {
        Spec {
            columns = List.copyOf(columns);
        }
    }

    NewestEvents(Spec spec) {
        this.spec = spec;
    }

    List<Observation> events() {
        return events;
    }

    void add(Observation observation, long passed) {
        if (!Tile.passed(passed, spec.filter())) {
            return;
        }
        Observation kept = kept(observation);
        if (spec.withValue() && kept.values().get(0) == null) {
            return;
        }
        int place = events.size();
        while (place > 0 && kept.compareTo(events.get(place - 1)) > 0) {
            place--;
        }
        if (place < spec.most()) {
            events.add(place, kept);
            if (events.size() > spec.most()) {
                events.remove(spec.most());
            }
        }
    }

    private Observation kept(Observation observation) {
        if (spec.columns().isEmpty()) {
            return new Observation(observation.time(), "", "", Collections.emptyList());
        }
        @Nullable Object[] values = new Object[spec.columns().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = observation.values().get(spec.columns().get(i));
        }
        return new Observation(
                observation.time(),
                observation.source(),
                observation.id(),
                Collections.unmodifiableList(Arrays.asList(values)));
    }

    void write(StateWriter out) {
        out.unsigned(events.size());
        for (Observation event : events) {
            out.signed(event.time());
            if (!spec.columns().isEmpty()) {
                out.text(event.source());
                out.text(event.id());
                event.values().forEach(out::value);
            }
        }
    }

    static NewestEvents read(StateReader in, Spec spec) {
        NewestEvents newest = new NewestEvents(spec);
        int count = in.count();
        for (int i = 0; i < count; i++) {
            long time = in.signed();
            String source = spec.columns().isEmpty() ? "" : in.text();
            String id = spec.columns().isEmpty() ? "" : in.text();
            @Nullable Object[] values = new Object[spec.columns().size()];
            for (int value = 0; value < values.length; value++) {
                values[value] = in.value();
            }
            newest.events.add(new Observation(time, source, id, Collections.unmodifiableList(Arrays.asList(values))));
        }
        return newest;
    }
}
