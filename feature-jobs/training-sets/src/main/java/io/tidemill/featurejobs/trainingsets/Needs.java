package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is read of one event type for a training set. */
final class Needs {
    private final TreeSet<String> columns = new TreeSet<>();
    /** By key of the events whose are needed; of a key that is not there everybody's. */
    private final Map<ViewKey, Set<String>> listed = new HashMap<>();

    private final Set<ViewKey> everybody = new HashSet<>();
    private Optional<String> labelColumn = Optional.empty();
    private long from = Long.MAX_VALUE;
    private long until = Long.MIN_VALUE;

    private Needs() {}

    /**
     * What a training set needs, by event type.
     *
     * @param stored the features that are read
     * @param labelKey by which the label's events are found, if there is a label
     */
    static Map<String, Needs> of(
            TrainingSetRequest request,
            List<FeatureReference> stored,
            List<ViewColumns> views,
            Optional<RowKey> labelKey) {
        Map<String, Needs> needs = new TreeMap<>();
        Map<List<Integer>, Set<String>> ids = new HashMap<>();
        LongSummaryStatistics instants = instants(request.rows());
        long first = instants.getMin();
        long last = instants.getMax();
        for (ViewColumns view : views) {
            KeyedView keyed = view.keyed();
            for (String type : keyed.view().eventTypes()) {
                Needs need = needs.computeIfAbsent(type, none -> new Needs());
                need.extend(first(view, type, first), last, keyed.key(type), request.rows(), ids);
                need.columns.addAll(columns(stored, keyed.view(), type));
            }
        }
        if (request.rows() instanceof EntityRows.EverSeen seen) {
            needs.computeIfAbsent(seen.eventType(), type -> new Needs())
                    .extend(Long.MIN_VALUE, last, RowKey.SUBJECT, request.rows(), ids);
        }
        request.label().ifPresent(label -> {
            Needs need = needs.computeIfAbsent(label.eventType(), type -> new Needs());
            labelKey.ifPresent(key -> need.extend(first, last + label.horizon().toMillis(), key, request.rows(), ids));
            label.field().ifPresent(need.columns::add);
            need.labelColumn = label.field();
        });
        return needs;
    }

    /** The earliest event of a type that can make a difference: none that every window has left by the first instant. */
    private static long first(ViewColumns view, String type, long instant) {
        OptionalLong reach = view.keyed().view().sources().contains(type)
                ? view.aggregation().reach()
                : OptionalLong.empty();
        return reach.isPresent() ? instant - reach.getAsLong() : Long.MIN_VALUE;
    }

    private static Set<String> columns(List<FeatureReference> stored, StreamFeatureView view, String type) {
        Set<String> columns = new TreeSet<>();
        for (FeatureReference reference : stored) {
            if (reference.view().equals(view.name())) {
                view.feature(reference.feature())
                        .map(feature -> view.reads(feature, type))
                        .ifPresent(columns::addAll);
            }
        }
        return columns;
    }

    List<String> columns() {
        return List.copyOf(columns);
    }

    /** One of the columns that has to be there. */
    Optional<String> labelColumn() {
        return labelColumn;
    }

    /** From when on, in epoch milliseconds; {@link Long#MIN_VALUE} for all there are. */
    long from() {
        return from;
    }

    /** Up to when, in epoch milliseconds, inclusive. */
    long until() {
        return until;
    }

    /** By what is taken for the key of events, where the events go that are needed. */
    Map<ViewKey, EventHistory> histories() {
        Map<ViewKey, EventHistory> histories = new HashMap<>();
        everybody.forEach(key -> histories.put(key, new EventHistory(columns())));
        listed.forEach(
                (key, entities) -> histories.computeIfAbsent(key, absent -> EventHistory.of(columns(), entities)));
        return histories;
    }

    /** @param ids of the rows by the places of their keys, as far as they were looked up */
    private void extend(long first, long last, RowKey key, EntityRows rows, Map<List<Integer>, Set<String>> ids) {
        from = Math.min(from, first);
        until = Math.max(until, last);
        columns.addAll(key.key().fields());
        if (rows instanceof EntityRows.Listed asked) {
            // Nobody else's events are kept in memory.
            Set<String> entities = ids.computeIfAbsent(
                    key.places(), places -> asked.rows().stream().map(key::id).collect(Collectors.toSet()));
            listed.merge(key.key(), entities, Needs::union);
        } else {
            everybody.add(key.key());
        }
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        if (some == others) {
            return some;
        }
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static LongSummaryStatistics instants(EntityRows rows) {
        LongSummaryStatistics instants = new LongSummaryStatistics();
        if (rows instanceof EntityRows.EverSeen seen) {
            instants.accept(seen.asOf().toEpochMilli());
            return instants;
        }
        ((EntityRows.Listed) rows)
                .rows()
                .forEach(row -> instants.accept(row.asOf().toEpochMilli()));
        if (instants.getCount() == 0) {
            instants.accept(0);
        }
        return instants;
    }
}
