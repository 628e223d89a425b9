package io.tidemill.featurejobs.featureconsistency.comparison;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which events a row that was served had seen: the first so many in the order they were taken in. A row is written whole, so one
 * number explains all its features, and the state of those events must be one that stands at the row's instant.
 *
 * @param events how many
 * @param features which features of the row are explained by them
 */
record Explanation(int events, boolean[] features) {
    /** A value that is staler than so many events of one entity is not looked for. */
    private static final int MOST_TRIED = 1000;

    /**
     * Looks for one.
     *
     * @param events of the entity, in the order they were taken in
     * @param known how many of them had been taken in when the row was served
     * @param positions of the row's features within the view; -1 for one that the view does not have
     * @return empty if no state of the events stands at the row's instant
     */
    static Optional<Explanation> of(
            ViewAggregation aggregation, List<TakenIn> events, int known, ServedRow row, int[] positions) {
        if (row.storedAt().isEmpty()) {
            return Optional.of(new Explanation(0, nothingStored(row)));
        }
        long instant = row.storedAt().getAsLong();
        int last = upTo(events, instant);
        Explanation best = null;
        ViewState state = aggregation.newState();
        for (int count = 0; count <= last; count++) {
            if (count > 0) {
                state.add(events.get(count - 1).observation());
            }
            if (count > 0 && count >= last - MOST_TRIED) {
                Explanation candidate = new Explanation(count, explained(state.values(instant), row, positions));
                if (candidate.isBetterThan(best, known) && standsAt(aggregation, state, instant)) {
                    best = candidate;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** How many of the first events are not after an instant; a state that has seen one that is stands later. */
    private static int upTo(List<TakenIn> events, long instant) {
        int count = 0;
        while (count < events.size() && events.get(count).time() <= instant) {
            count++;
        }
        return count;
    }

    private static boolean[] nothingStored(ServedRow row) {
        boolean[] explained = new boolean[row.values().size()];
        for (int at = 0; at < explained.length; at++) {
            explained[at] = !row.values().get(at).found();
        }
        return explained;
    }

    private static boolean[] explained(List<@Nullable Object> values, ServedRow row, int[] positions) {
        boolean[] explained = new boolean[positions.length];
        for (int at = 0; at < positions.length; at++) {
            explained[at] = positions[at] >= 0
                    && row.values().get(at).found()
                    && SameValue.of(row.values().get(at).stored(), values.get(positions[at]));
        }
        return explained;
    }

    /** A state stands at times of its events and at decays alone. */
    private static boolean standsAt(ViewAggregation aggregation, ViewState state, long instant) {
        if (state.asOf() == instant) {
            return true;
        }
        ViewState later = aggregation.read(state.toBytes());
        return later.advance(instant) && later.asOf() == instant;
    }

    private boolean isBetterThan(@Nullable Explanation other, int known) {
        if (other == null) {
            return true;
        }
        int more = Integer.compare(count(), other.count());
        return more > 0 || more == 0 && Math.abs(events - known) < Math.abs(other.events - known);
    }

    private int count() {
        int count = 0;
        for (boolean explained : features) {
            count += explained ? 1 : 0;
        }
        return count;
    }
}
