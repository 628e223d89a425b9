package io.tidemill.featurejobs.trainingsets;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What is read of one event type for a training set. */
final class Needs {
    private final TreeSet<String> columns = new TreeSet<>();
    private final Map<ViewKey, Predicate<String>> wanted = new HashMap<>();
    private Optional<String> labelColumn = Optional.empty();
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
            List<KeyedView> views,
            Optional<RowKey> labelKey) {
        Map<String, Needs> needs = new TreeMap<>();
        long last = lastInstant(request.rows());
        for (KeyedView keyed : views) {
            for (String type : keyed.view().eventTypes()) {
                Needs need = needs.computeIfAbsent(type, none -> new Needs());
                need.extend(last, keyed.key(type).key(), wanted(request.rows(), keyed.key(type)));
                need.columns.addAll(columns(stored, keyed.view(), type));
            }
        }
        if (request.rows() instanceof EntityRows.EverSeen seen) {
            needs.computeIfAbsent(seen.eventType(), type -> new Needs()).extend(last, ViewKey.SUBJECT, entity -> true);
        }
        request.label().ifPresent(label -> {
            Needs need = needs.computeIfAbsent(label.eventType(), type -> new Needs());
            labelKey.ifPresent(
                    key -> need.extend(last + label.horizon().toMillis(), key.key(), wanted(request.rows(), key)));
            label.field().ifPresent(need.columns::add);
            need.labelColumn = label.field();
        });
        return needs;
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

    /** Up to when, in epoch milliseconds, inclusive. */
    long until() {
        return until;
    }

    /** What is taken for the key of events, and the keys whose events are needed. */
    Map<ViewKey, Predicate<String>> wanted() {
        return wanted;
    }

    private void extend(long instant, ViewKey key, Predicate<String> keys) {
        until = Math.max(until, instant);
        columns.addAll(key.fields());
        wanted.merge(key, keys, Predicate::or);
    }

    /** Of listed rows nobody else's events are kept in memory. */
    private static Predicate<String> wanted(EntityRows rows, RowKey key) {
        if (rows instanceof EntityRows.Listed listed) {
            Set<String> ids = listed.rows().stream().map(key::id).collect(Collectors.toSet());
            return ids::contains;
        }
        return entity -> true;
    }

    private static long lastInstant(EntityRows rows) {
        if (rows instanceof EntityRows.EverSeen seen) {
            return seen.asOf().toEpochMilli();
        }
        return ((EntityRows.Listed) rows)
                .rows().stream()
                        .mapToLong(row -> row.asOf().toEpochMilli())
                        .max()
                        .orElse(0);
    }
}
