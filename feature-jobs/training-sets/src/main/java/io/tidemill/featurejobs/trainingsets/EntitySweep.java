package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.Observation;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entity's way through time: its events and its rows come in order of their instants, those of one instant in any order.
 * Of the events no more is kept than what its features are computed from.
 */
public final class EntitySweep {
    private final Answers answers;
    private final List<ViewPart> views = new ArrayList<>();
    private final List<LabelSweep> labels = new ArrayList<>();
    /** By source the last event that was not a copy of the one before. */
    private final @Nullable LakeRow[] last;

    private long instant = Long.MIN_VALUE;
    private final List<Arrived> events = new ArrayList<>();
    private final List<Long> rows = new ArrayList<>();

    EntitySweep(int sources, Answers answers) {
        this.last = new LakeRow[sources];
        this.answers = answers;
    }

    /** Takes what is found out. */
    @FunctionalInterface
    public interface Answers {
        /**
         * Values of a row.
         *
         * @param part which of its values: see {@link TrainingSetAnswers}
         * @param values numbers, text, lists of them, or null
         */
        void take(int part, long row, @Nullable Object[] values);
    }

    private record Arrived(int source, LakeRow event) {}

    void add(ViewPart view) {
        views.add(view);
    }

    void add(LabelSweep label) {
        labels.add(label);
    }

    /**
     * Takes an event.
     *
     * @param source as {@link SweepPlan#keys} says
     */
    public void event(int source, LakeRow event) {
        moveTo(event.time());
        events.add(new Arrived(source, event));
    }

    /**
     * Takes a row.
     *
     * @param asOf epoch milliseconds
     */
    public void row(long row, long asOf) {
        moveTo(asOf);
        rows.add(row);
    }

    /** Says that nothing comes any more. */
    public void end() {
        settle();
        labels.forEach(LabelSweep::end);
    }

    private void moveTo(long next) {
        if (next < instant) {
            throw new IllegalArgumentException(next + " came after " + instant + ", expected the order of time");
        }
        if (next > instant) {
            settle();
            instant = next;
        }
    }

    /** All of an instant has come: its events are known to its rows. */
    private void settle() {
        if (!events.isEmpty()) {
            events.sort(Comparator.comparing(Arrived::event));
            events.removeIf(this::isCopy);
            views.forEach(view -> view.add(events));
            for (LabelSweep label : labels) {
                for (Arrived arrived : events) {
                    if (arrived.source() == label.source()) {
                        label.add(arrived.event());
                    }
                }
            }
            events.clear();
        }
        for (long row : rows) {
            views.forEach(view -> answers.take(view.part, row, view.values(instant)));
            labels.forEach(label -> label.row(row, instant));
        }
        rows.clear();
    }

    private boolean isCopy(Arrived arrived) {
        LakeRow before = last[arrived.source()];
        if (before != null && before.sameEvent(arrived.event())) {
            return true;
        }
        last[arrived.source()] = arrived.event();
        return false;
    }

    /** What one view sees of it. */
    static final class ViewPart {
        private final int part;
        private final SweepPlan.View view;
        private final ViewAggregation aggregation;
        private final Map<Integer, List<String>> columns;
        private final ViewSweep sweep;

        /** @param columns of the events, by source */
        ViewPart(int part, SweepPlan.View view, ViewAggregation aggregation, Map<Integer, List<String>> columns) {
            this.part = part;
            this.view = view;
            this.aggregation = aggregation;
            this.columns = columns;
            this.sweep = new ViewSweep(aggregation);
        }

        private record Seen(long known, Observation observation) {}

        void add(List<Arrived> events) {
            List<Seen> seen = new ArrayList<>();
            for (Arrived arrived : events) {
                int type = view.sources().indexOf(arrived.source());
                if (type >= 0) {
                    seen.add(new Seen(arrived.event().known(), observe(type, arrived.source(), arrived.event())));
                }
            }
            seen.sort(Comparator.comparing(Seen::observation, ViewEvents.ORDER));
            seen.forEach(each -> sweep.add(each.known(), each.observation()));
        }

        private Observation observe(int type, int source, LakeRow event) {
            List<String> read = columns.getOrDefault(source, List.of());
            return aggregation.observe(
                    aggregation.view().eventTypes().get(type),
                    event.time(),
                    event.source(),
                    event.id(),
                    field -> event.values()[read.indexOf(field)]);
        }

        @Nullable
        Object[] values(long instant) {
            return ViewColumns.answered(aggregation, view.features(), sweep.values(instant), instant);
        }
    }
}
