package io.tidemill.featurejobs.featurelog;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import java.time.Duration;
import java.time.Instant;

/**
 * Chooses a share of the entities: on each day others, and on one day the same on every server. What is served of an entity is so
 * taken down whole, and its events have to be read for a comparison only once.
 */
final class EntitySample {
    private static final long MILLISECONDS_A_DAY = Duration.ofDays(1).toMillis();
    private static final long PRIME = 0x100000001b3L;
    private static final long OFFSET = 0xcbf29ce484222325L;
    /** How many different numbers 53 bits hold. */
    private static final double RANGE = 0x1p53;

    private final double share;

    EntitySample(double share) {
        this.share = share;
    }

    boolean holds(EntityKey entity, Instant at) {
        return share >= 1
                || share > 0 && fraction(entity, Math.floorDiv(at.toEpochMilli(), MILLISECONDS_A_DAY)) < share;
    }

    /** From 0 to less than 1: FNV-1a over the key's text, then the finisher of SplitMix64, which spreads what FNV leaves close. */
    private static double fraction(EntityKey entity, long day) {
        long hash = OFFSET ^ day;
        for (EntityKey.Part part : entity.parts()) {
            hash = mixed(hash, part.joinKey());
            hash = mixed(hash, ServedEvents.text(part.value()));
        }
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return ((hash ^ hash >>> 31) >>> 11) / RANGE;
    }

    private static long mixed(long hash, String text) {
        long mixed = hash;
        for (int at = 0; at < text.length(); at++) {
            mixed = (mixed ^ text.charAt(at)) * PRIME;
        }
        return (mixed ^ 0xffff) * PRIME;
    }
}
