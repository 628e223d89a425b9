package io.tidemill.featurejobs.featureconsistency.comparison;

import io.tidemill.featurejobs.featureconsistency.comparison.RowOutcome.Outcome;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.schemas.featureviews.Feature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
    private final Map<Told, Optional<Explanation>> explanations = new HashMap<>();

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
        this.happened = aggregation.newState();
    }

    /** What an explanation follows from. */
    private record Told(OptionalLong storedAt, List<ServedRow.Value> values, int known) {}

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

    /** A row of which some feature is not what was recomputed. */
    private final class Row {
        private final ServedRow row;
        private final int[] positions;
        private final int known;
        private final Optional<Explanation> explanation;
        private final int seen;
        private final boolean longMissing;
        private @Nullable List<@Nullable Object> ofSeen;
        private @Nullable List<@Nullable Object> ofKnown;
        private long behind;

        Row(ServedRow row, int[] positions) {
            this.row = row;
            this.positions = positions;
            this.known = (int) events.stream()
                    .filter(event -> event.at() <= row.servedAt())
                    .count();
            this.explanation = explanations.computeIfAbsent(
                    new Told(row.storedAt(), row.values(), known),
                    told -> Explanation.of(aggregation, events, known, row, positions));
            this.seen = explanation.map(Explanation::events).orElse(known);
            long missingSince = seen < known ? row.servedAt() - events.get(seen).at() : 0;
            this.longMissing = missingSince > limits.inFlight().toMillis();
        }

        Cause cause(int at, @Nullable Object recomputed) {
            ServedRow.Value value = row.values().get(at);
            if (positions[at] < 0 || !value.found() && row.storedAt().isPresent()) {
                // One of the definitions, the server's, the job's or ours, does not have the feature.
                return Cause.VERSION;
            }
            Cause cause = explanation.isEmpty()
                    ? unexplained()
                    : explanation.get().features()[at] ? explained(at, recomputed) : Cause.BUG;
            boolean other =
                    row.definition().filter(had -> !had.equals(definition)).isPresent();
            return other && !cause.explained() ? Cause.VERSION : cause;
        }

        private Cause unexplained() {
            return row.storedAt().orElse(Long.MIN_VALUE) > limits.lakeCompleteTo() ? Cause.LAKE_BEHIND : Cause.BUG;
        }

        private Cause explained(int at, @Nullable Object recomputed) {
            if (row.values().get(at).tooOld() || expired()) {
                return Cause.TTL;
            }
            if (ofKnown == null) {
                ofKnown = values(known);
            }
            Object now = ofKnown.get(positions[at]);
            if (seen < known && (row.storedAt().isEmpty() || !SameValue.of(ofSeen(at), now))) {
                behind = Math.max(behind, row.servedAt() - events.get(seen).at());
                return longMissing ? Cause.STALE : Cause.NOT_YET;
            }
            // Where nothing was stored there is nothing that could decay.
            return row.storedAt().isPresent() && SameValue.of(now, recomputed) ? Cause.DECAY_PENDING : Cause.LATE_EVENT;
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
                ofSeen = values(seen);
            }
            return ofSeen.get(positions[at]);
        }

        /** The view as of the row's instant, from the first so many events. */
        private List<@Nullable Object> values(int count) {
            ViewState state = aggregation.newState();
            events.subList(0, count).stream()
                    .filter(event -> event.time() <= row.instant())
                    .forEach(event -> state.add(event.observation()));
            return state.values(row.instant());
        }
    }
}
