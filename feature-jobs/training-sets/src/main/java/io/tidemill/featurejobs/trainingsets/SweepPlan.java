package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is computed of each entity that rows are about, in a form that can be sent to where it is computed. Rows and events
 * are told apart by slots: those of one slot have the same keys of rows in common. Immutable.
 */
public final class SweepPlan implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<View> views;
    private final @Nullable Label label;
    private final int labelSource;
    private final List<Source> sources;
    private final Map<String, List<String>> columns;
    private final List<List<Integer>> slots;

    private SweepPlan(
            List<View> views,
            @Nullable Label label,
            int labelSource,
            List<Source> sources,
            Map<String, List<String>> columns,
            List<List<Integer>> slots) {
        this.views = List.copyOf(views);
        this.label = label;
        this.labelSource = labelSource;
        this.sources = List.copyOf(sources);
        this.columns = Map.copyOf(columns);
        this.slots = List.copyOf(slots);
    }

    /**
     * Events of one type by one key.
     *
     * @param slot of the rows that have the key
     */
    record Source(String eventType, ViewKey key, int slot) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What is asked of one view.
     *
     * @param narrowed the view with what is asked for alone
     * @param sources by the position of a type among the narrowed view's event types
     */
    record View(
            StreamFeatureView narrowed, int slot, List<Integer> sources, List<Integer> features, List<Integer> targets)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * @param columns of the events that are read, by their type
     */
    static SweepPlan of(
            List<ViewColumns> views,
            Optional<Label> label,
            Optional<RowKey> labelKey,
            Map<String, List<String>> columns) {
        List<Source> sources = new ArrayList<>();
        List<List<Integer>> slots = new ArrayList<>();
        List<View> parts = new ArrayList<>();
        for (ViewColumns view : views) {
            StreamFeatureView narrowed = view.aggregation().view();
            List<Integer> ofView = new ArrayList<>();
            for (String type : narrowed.eventTypes()) {
                ofView.add(source(sources, slots, type, view.keyed().key(type)));
            }
            parts.add(new View(
                    narrowed,
                    slot(slots, view.keyed().places()),
                    List.copyOf(ofView),
                    view.features(),
                    view.targets()));
        }
        int labelSource = -1;
        if (label.isPresent() && labelKey.isPresent()) {
            labelSource = source(sources, slots, label.get().eventType(), labelKey.get());
        }
        return new SweepPlan(parts, label.orElse(null), labelSource, sources, columns, slots);
    }

    private static int source(List<Source> sources, List<List<Integer>> slots, String type, RowKey key) {
        Source source = new Source(type, key.key(), slot(slots, key.places()));
        if (!sources.contains(source)) {
            sources.add(source);
        }
        return sources.indexOf(source);
    }

    private static int slot(List<List<Integer>> slots, List<Integer> places) {
        if (!slots.contains(places)) {
            slots.add(List.copyOf(places));
        }
        return slots.indexOf(places);
    }

    /** How many slots there are; a row is in each of them, by another key. */
    public int slots() {
        return slots.size();
    }

    /** The key of a row in a slot. */
    public String key(EntityRow row, int slot) {
        return RowKey.id(slots.get(slot), row);
    }

    /** Takes an event of an entity. */
    @FunctionalInterface
    public interface Keyed {
        /** @param source by whose key the event is the entity's */
        void take(int slot, String key, int source);
    }

    /** Tells whose an event is, in each slot; nobody's where it has no value for a key. */
    public void keys(String eventType, String subject, LakeRow event, Keyed keyed) {
        List<String> read = columns(eventType);
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            if (source.eventType().equals(eventType)) {
                Optional<String> key = LakeReader.id(source.key(), subject, event, read);
                if (key.isPresent()) {
                    keyed.take(source.slot(), key.get(), i);
                }
            }
        }
    }

    private List<String> columns(String eventType) {
        return columns.getOrDefault(eventType, List.of());
    }

    List<View> views() {
        return views;
    }

    /** Ready to go through entities with. */
    public Sweeps open() {
        return new Sweeps();
    }

    /** Goes through one entity after the other; not safe to share between threads. */
    public final class Sweeps {
        private final List<ViewAggregation> aggregations =
                views.stream().map(view -> ViewAggregation.of(view.narrowed())).toList();
        private final @Nullable Supplier<FutureOf> futures =
                label == null ? null : FutureOf.rows(label, columns(label.eventType()));
        private final Map<Integer, List<String>> columnsOfSource = new HashMap<>();

        private Sweeps() {
            for (int i = 0; i < sources.size(); i++) {
                columnsOfSource.put(i, columns(sources.get(i).eventType()));
            }
        }

        /** Begins with an entity. */
        public EntitySweep begin(int slot, EntitySweep.Answers answers) {
            EntitySweep sweep = new EntitySweep(sources.size(), answers);
            for (int part = 0; part < views.size(); part++) {
                View view = views.get(part);
                if (view.slot() == slot) {
                    sweep.add(new EntitySweep.ViewPart(part, view, aggregations.get(part), columnsOfSource));
                }
            }
            Label sought = label;
            Supplier<FutureOf> future = futures;
            if (sought != null && future != null && sources.get(labelSource).slot() == slot) {
                sweep.add(new LabelSweep(labelSource, sought.horizon().toMillis(), future, answers, views.size()));
            }
            return sweep;
        }
    }
}
