package io.tidemill.featurejobs.featureconsistency.comparison;

import io.tidemill.featurejobs.featureconsistency.comparison.Explanation.Known;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for the events that rows of one entity had seen when they were written. */
final class Explanations {
    /** A value that is staler than so many events of one entity is not looked for. */
    private static final int MOST_TRIED = 1000;

    private final ViewAggregation aggregation;
    private final List<TakenIn> events;
    private final Lanes lanes;

    /** @param events of the entity, in the order they were taken in */
    Explanations(ViewAggregation aggregation, List<TakenIn> events) {
        this.aggregation = aggregation;
        this.events = events;
        this.lanes = Lanes.of(events);
    }

    /**
     * What was found.
     *
     * @param best empty if no state of the events stands at the row's instant
     * @param complete whether everything was looked at that a job may have seen which works as it should
     */
    record Found(Optional<Explanation> best, boolean complete) {}

    /** Whether an event tells attributes: it is never what a state stands at. */
    boolean tellsAttributes(TakenIn event) {
        return event.observation().kind() >= aggregation.view().sources().size();
    }

    /**
     * Looks for those of a row.
     *
     * @param known what had been taken in when it was served
     * @param positions of its features within the view; -1 for one that the view does not have
     */
    Found of(ServedRow row, Known known, int[] positions) {
        if (row.storedAt().isEmpty()) {
            return new Found(Optional.of(Explanation.ofNothing(row, known)), true);
        }
        Explanation best = inOrder(row, known, positions);
        if (!lanes.areSeveral()) {
            return new Found(Optional.ofNullable(best), true);
        }
        Lanes.Seen seen = lanes.seen(
                event -> event.at() <= known.since(),
                event -> event.at() <= 2 * row.servedAt() - known.since() && isPossible(event, row));
        for (List<TakenIn> set : seen.sets()) {
            ViewState state = aggregation.newState();
            set.forEach(event -> state.add(event.observation()));
            best = better(best, Explanation.of(set, state, row, known, aggregation, positions));
        }
        return new Found(Optional.ofNullable(best), seen.complete());
    }

    /** The best of the first so many events in the order they were taken in; null if none stands at the row's instant. */
    private @Nullable Explanation inOrder(ServedRow row, Known known, int[] positions) {
        int last =
                (int) events.stream().takeWhile(event -> isPossible(event, row)).count();
        Explanation best = null;
        ViewState state = aggregation.newState();
        for (int count = 1; count <= last; count++) {
            state.add(events.get(count - 1).observation());
            if (count >= last - MOST_TRIED) {
                best = better(
                        best, Explanation.of(events.subList(0, count), state, row, known, aggregation, positions));
            }
        }
        return best;
    }

    /** Whether a state that stands at the row's instant can have seen an event; one that has seen a later one stands later. */
    private boolean isPossible(TakenIn event, ServedRow row) {
        return event.time() <= row.storedAt().orElseThrow() || tellsAttributes(event);
    }

    private static @Nullable Explanation better(@Nullable Explanation best, Optional<Explanation> candidate) {
        return candidate.isPresent() && candidate.get().isBetterThan(best) ? candidate.get() : best;
    }
}
