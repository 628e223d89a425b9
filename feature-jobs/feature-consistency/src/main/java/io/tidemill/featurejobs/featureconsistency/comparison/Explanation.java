package io.tidemill.featurejobs.featureconsistency.comparison;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which events a row that was served had seen: of each lane the first so many. A row is written whole, so the same events explain
 * all its features, and their state must be one that stands at the row's instant.
 *
 * @param seen the events
 * @param features which features of the row are explained by them
 * @param overdue whether one is missing that has to be seen
 * @param distance how many events are in them and had not been taken in when the row was served, or the other way round
 */
record Explanation(List<TakenIn> seen, boolean[] features, boolean overdue, int distance) {
    /**
     * How many events had been taken in when a row was served.
     *
     * @param all of them
     * @param surely those that had been for so long that they have to be seen
     * @param since when, in epoch milliseconds, events may be missing
     */
    record Known(int all, int surely, long since) {}

    /** Of a row of which nothing is stored. */
    static Explanation ofNothing(ServedRow row, Known known) {
        boolean[] explained = new boolean[row.values().size()];
        for (int at = 0; at < explained.length; at++) {
            explained[at] = !row.values().get(at).found();
        }
        return new Explanation(List.of(), explained, known.surely() > 0, known.all());
    }

    /**
     * What a set of events explains of a row.
     *
     * @param state of these events
     * @param positions of the row's features within the view; -1 for one that the view does not have
     * @return empty if the state cannot stand at the row's instant
     */
    static Optional<Explanation> of(
            List<TakenIn> seen,
            ViewState state,
            ServedRow row,
            Known known,
            ViewAggregation aggregation,
            int[] positions) {
        long instant = row.storedAt().orElseThrow();
        if (state.isEmpty() || !standsAt(aggregation, state, instant)) {
            return Optional.empty();
        }
        int early = takenInBy(row.servedAt(), seen);
        boolean overdue = takenInBy(known.since(), seen) < known.surely();
        int distance = known.all() - early + seen.size() - early;
        return Optional.of(new Explanation(seen, explained(state.values(instant), row, positions), overdue, distance));
    }

    private static int takenInBy(long instant, List<TakenIn> events) {
        return (int) events.stream().filter(event -> event.at() <= instant).count();
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

    /**
     * A state stands at times of its events and at decays alone; one with attributes also at decays of events that have since come
     * to be seen otherwise.
     */
    private static boolean standsAt(ViewAggregation aggregation, ViewState state, long instant) {
        if (state.asOf() == instant) {
            return true;
        }
        if (state.asOf() > instant) {
            return false;
        }
        if (aggregation.view().eventTypes().size()
                > aggregation.view().sources().size()) {
            return true;
        }
        ViewState later = aggregation.read(state.toBytes());
        return later.advance(instant) && later.asOf() == instant;
    }

    /** Whether it explains more, or as much and accuses the job of less. */
    boolean isBetterThan(@Nullable Explanation other) {
        if (other == null) {
            return true;
        }
        int more = Integer.compare(count(), other.count());
        int better = more == 0 ? Boolean.compare(other.overdue, overdue) : more;
        return better > 0 || better == 0 && distance < other.distance;
    }

    private int count() {
        int count = 0;
        for (boolean explained : features) {
            count += explained ? 1 : 0;
        }
        return count;
    }
}
