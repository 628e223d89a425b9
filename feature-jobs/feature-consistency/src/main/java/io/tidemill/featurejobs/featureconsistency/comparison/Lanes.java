package io.tidemill.featurejobs.featureconsistency.comparison;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The events of an entity by what the streaming job reads in order: the events of one type in one partition. How far it is in
 * one lane says nothing of how far it is in another. A view of one event type whose subject is the key has one lane.
 */
final class Lanes {
    /** So many ways in which lanes may stand to one another are looked at. */
    private static final int MOST_TRIED = 2000;

    private final List<List<TakenIn>> lanes;

    private Lanes(List<List<TakenIn>> lanes) {
        this.lanes = lanes;
    }

    private record Lane(int type, int partition) implements Comparable<Lane> {
        private static final Comparator<Lane> ORDER =
                Comparator.comparingInt(Lane::type).thenComparingInt(Lane::partition);

        @Override
        public int compareTo(Lane other) {
            return ORDER.compare(this, other);
        }
    }

    /** @param events in the order they were taken in */
    static Lanes of(List<TakenIn> events) {
        TreeMap<Lane, List<TakenIn>> lanes = new TreeMap<>();
        events.forEach(event -> lanes.computeIfAbsent(
                        new Lane(event.observation().kind(), event.partition()), lane -> new ArrayList<>())
                .add(event));
        return new Lanes(List.copyOf(lanes.values()));
    }

    boolean areSeveral() {
        return lanes.size() > 1;
    }

    /**
     * What a job may have seen: of each lane the first events.
     *
     * @param sets each of them
     * @param complete whether these are all that a job may have seen which is not behind for longer than allowed
     */
    record Seen(List<List<TakenIn>> sets, boolean complete) {}

    /**
     * What a job may have seen of several lanes: every way in which events that were just taken in may be missing, and each lane
     * that is behind alone, however far.
     *
     * @param surely whether an event was taken in long enough ago to be seen
     * @param possibly whether an event can be seen at all
     */
    Seen seen(Predicate<TakenIn> surely, Predicate<TakenIn> possibly) {
        int[] most = counts(possibly);
        int[] least = counts(surely);
        long ways = 1;
        for (int lane = 0; lane < most.length; lane++) {
            least[lane] = Math.min(least[lane], most[lane]);
            ways = Math.min(MOST_TRIED + 1L, ways * (most[lane] - least[lane] + 1));
        }
        List<int[]> places = new ArrayList<>();
        if (ways <= MOST_TRIED) {
            everyWay(0, least.clone(), least, most, places);
        }
        oneBehind(most, places);
        return new Seen(places.stream().map(this::upTo).toList(), ways <= MOST_TRIED);
    }

    /** Of each lane how many of the first events hold. */
    private int[] counts(Predicate<TakenIn> holds) {
        return lanes.stream()
                .mapToInt(lane -> (int) lane.stream().takeWhile(holds).count())
                .toArray();
    }

    private static void everyWay(int lane, int[] place, int[] least, int[] most, Collection<int[]> places) {
        if (lane == place.length) {
            places.add(place.clone());
            return;
        }
        for (int count = least[lane]; count <= most[lane]; count++) {
            place[lane] = count;
            everyWay(lane + 1, place, least, most, places);
        }
    }

    private static void oneBehind(int[] most, Collection<int[]> places) {
        for (int lane = 0; lane < most.length; lane++) {
            int farthest = Math.max(0, most[lane] - MOST_TRIED / most.length);
            for (int count = most[lane]; count >= farthest; count--) {
                int[] place = most.clone();
                place[lane] = count;
                places.add(place);
            }
        }
    }

    private List<TakenIn> upTo(int[] place) {
        List<TakenIn> seen = new ArrayList<>();
        for (int lane = 0; lane < place.length; lane++) {
            seen.addAll(lanes.get(lane).subList(0, place[lane]));
        }
        return seen;
    }
}
