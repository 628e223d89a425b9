package io.tidemill.featurejobs.featureconsistency.comparison;

import io.tidemill.featurejobs.featurelogic.Observation;
import java.util.Comparator;
import java.util.Objects;

/**
 * An event, and when it was taken in. Events are ordered as the streaming job reads them: those of one entity lie in one
 * partition, and are read in the order of their offsets.
 *
 * @param observation what the view sees of it
 * @param at when it was taken in, in epoch milliseconds
 * @param partition of its topic
 * @param offset in the partition
 */
public record TakenIn(Observation observation, long at, int partition, long offset) implements Comparable<TakenIn> {
    private static final Comparator<TakenIn> ORDER = Comparator.comparingLong(TakenIn::at)
            .thenComparingInt(TakenIn::partition)
            .thenComparingLong(TakenIn::offset);

    public TakenIn {
        Objects.requireNonNull(observation, "observation");
    }

    @Override
    public int compareTo(TakenIn other) {
        return ORDER.compare(this, other);
    }

    /** When it happened, in epoch milliseconds. */
    public long time() {
        return observation.time();
    }
}
