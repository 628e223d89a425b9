package io.tidemill.featurejobs.featureconsistency.comparison;

import io.tidemill.featurejobs.featureconsistency.comparison.RowOutcome.Outcome;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.schemas.featureviews.Feature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was served of one view for one entity with what its events give, by the code that the streaming job and the
 * training sets run. Not safe to share between threads.
 */
public final class EntityComparison {
    private final ViewAggregation aggregation;
    private final String definition;
    private final List<TakenIn> events;
    private final List<TakenIn> byTime;
    private final Limits limits;
    /** The same row is served many times before the next is written. */
    private final Map<Told, Explanations.Found> found = new HashMap<>();

    private final Explanations explanations;
    /** Events that tell attributes and came after one they may change: the job may have been too far to look at it again. */
    private final Set<TakenIn> late;

    private ViewState happened;
    private int next;
    private long reached = Long.MIN_VALUE;

    /**
     * @param definition the version of the view's definition
     * @param events of the entity, all that the lake has, in any order
     */
    public EntityComparison(ViewAggregation aggregation, String definition, List<TakenIn> events, Limits limits) {
        this.aggregation = aggregation;
        this.definition = definition;
        this.events = events.stream().sorted().toList();
        this.byTime = events.stream()
                .sorted(Comparator.comparing(TakenIn::observation))
                .toList();
        this.limits = limits;
        this.explanations = new Explanations(aggregation, this.events);
        this.late = late(this.events, explanations);
        this.happened = aggregation.newState();
    }

    /**
     * What an explanation follows from.
     *
     * @param known how many events had been taken in
     * @param surely how many of them so long before that they have to be seen
     */
    private record Told(OptionalLong storedAt, List<ServedRow.Value> values, int known, int surely) {}

    private static Set<TakenIn> late(List<TakenIn> inOrder, Explanations explanations) {
        Set<TakenIn> late = Collections.newSetFromMap(new IdentityHashMap<>());
        long latest = Long.MIN_VALUE;
        for (TakenIn event : inOrder) {
            if (!explanations.tellsAttributes(event)) {
                latest = Math.max(latest, event.time());
            } else if (event.time() <= latest) {
                late.add(event);
            }
        }
        return late;
    }

    /** Compares a row; quickest when rows come in the order they were served. */
    public RowOutcome compare(ServedRow row) {
        List<@Nullable Object> truth = happened(row.instant());
        boolean nothingHappened = happened.isEmpty() && row.storedAt().isEmpty();
        int[] positions = positions(row);
        Row compared = null;
        List<Outcome> outcomes = new ArrayList<>();
        for (int at = 0; at < positions.length; at++) {
            ServedRow.Value value = row.values().get(at);
            Object recomputed = positions[at] < 0 ? null : truth.get(positions[at]);
            boolean same =
                    positions[at] >= 0 && (value.found() ? SameValue.of(value.stored(), recomputed) : nothingHappened);
            Optional<Cause> cause = Optional.empty();
            if (!same) {
                compared = compared == null ? new Row(row, positions) : compared;
                cause = Optional.of(compared.cause(at, recomputed));
            }
            outcomes.add(new Outcome(value.feature(), cause, value.stored(), recomputed));
        }
        return new RowOutcome(row, compared == null ? 0 : compared.behind, outcomes);
    }

    private int[] positions(ServedRow row) {
        List<String> names =
                aggregation.view().features().stream().map(Feature::name).toList();
        return row.values().stream()
                .mapToInt(value -> names.indexOf(value.feature()))
                .toArray();
    }

    /** The values as of an instant, from all events that had happened by then. */
    private List<@Nullable Object> happened(long instant) {
        if (instant < reached) {
            happened = aggregation.newState();
            next = 0;
        }
        reached = instant;
        while (next < byTime.size() && byTime.get(next).time() <= instant) {
            happened.add(byTime.get(next++).observation());
        }
        return happened.values(instant);
    }

    private int takenInBy(long instant) {
        return (int) events.stream().filter(event -> event.at() <= instant).count();
    }

    /** A row of which some feature is not what was recomputed. */
    private final class Row {
        private final ServedRow row;
        private final int[] positions;
        private final int known;
        private final Explanations.Found found;
        /** What had been taken in and was not in the row, in that order. */
        private final List<TakenIn> missing;

        private @Nullable List<@Nullable Object> ofSeen;
        private @Nullable List<@Nullable Object> ofKnown;
        private long behind;

        Row(ServedRow row, int[] positions) {
            this.row = row;
            this.positions = positions;
            this.known = takenInBy(row.servedAt());
            long since = row.servedAt() - limits.inFlight().toMillis();
            int surely = takenInBy(since);
            this.found = EntityComparison.this.found.computeIfAbsent(
                    new Told(row.storedAt(), row.values(), known, surely),
                    told -> explanations.of(row, new Explanation.Known(known, surely, since), positions));
            this.missing = found.best().map(this::missing).orElse(List.of());
        }

        private List<TakenIn> missing(Explanation best) {
            Set<TakenIn> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            seen.addAll(best.seen());
            return events.subList(0, known).stream()
                    .filter(event -> !seen.contains(event))
                    // Of an entity whose attributes alone are known nothing is stored.
                    .filter(event -> row.storedAt().isPresent() || !explanations.tellsAttributes(event))
                    .toList();
        }

        Cause cause(int at, @Nullable Object recomputed) {
            ServedRow.Value value = row.values().get(at);
            if (positions[at] < 0 || !value.found() && row.storedAt().isPresent()) {
                // One of the definitions, the server's, the job's or ours, does not have the feature.
                return Cause.VERSION;
            }
            Cause cause = found.best().filter(best -> best.features()[at]).isPresent()
                    ? explained(at, recomputed)
                    : unexplained();
            boolean other =
                    row.definition().filter(had -> !had.equals(definition)).isPresent();
            return other && !cause.explained() ? Cause.VERSION : cause;
        }

        private Cause unexplained() {
            if (found.best().isEmpty() && row.storedAt().orElse(Long.MIN_VALUE) > limits.lakeCompleteTo()) {
                return Cause.LAKE_BEHIND;
            }
            boolean mayBeLate = late.stream().anyMatch(event -> event.at() <= row.servedAt());
            return !found.complete() || mayBeLate ? Cause.UNDECIDED : Cause.BUG;
        }

        private Cause explained(int at, @Nullable Object recomputed) {
            if (row.values().get(at).tooOld() || expired()) {
                return Cause.TTL;
            }
            if (ofKnown == null) {
                ofKnown = values(events.subList(0, known));
            }
            Object now = ofKnown.get(positions[at]);
            if (!missing.isEmpty() && (row.storedAt().isEmpty() || !SameValue.of(ofSeen(at), now))) {
                return late.containsAll(missing) ? Cause.LATE_EVENT : behind();
            }
            // Where nothing was stored there is nothing that could decay.
            return row.storedAt().isPresent() && SameValue.of(now, recomputed) ? Cause.DECAY_PENDING : Cause.LATE_EVENT;
        }

        private Cause behind() {
            long since = row.servedAt() - missing.get(0).at();
            behind = Math.max(behind, since);
            return since > limits.inFlight().toMillis() ? Cause.STALE : Cause.NOT_YET;
        }

        /** Whether the store has forgotten the entity: all its events were taken in longer ago than it is kept. */
        private boolean expired() {
            return row.storedAt().isEmpty()
                    && !limits.keyTtl().isZero()
                    && known > 0
                    && row.servedAt() - events.get(known - 1).at()
                            > limits.keyTtl().toMillis();
        }

        private @Nullable Object ofSeen(int at) {
            if (ofSeen == null) {
                ofSeen = values(found.best().map(Explanation::seen).orElse(List.of()));
            }
            return ofSeen.get(positions[at]);
        }

        /** The view as of the row's instant, from some of the events. */
        private List<@Nullable Object> values(List<TakenIn> some) {
            ViewState state = aggregation.newState();
            some.stream()
                    .filter(event -> event.time() <= row.instant())
                    .forEach(event -> state.add(event.observation()));
            return state.values(row.instant());
        }
    }
}
