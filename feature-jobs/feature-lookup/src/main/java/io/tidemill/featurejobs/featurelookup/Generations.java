package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How often something of an entity was written here. What was read in an earlier generation may be older than what is
 * stored, and is handed to nobody who came later. Entities share counters, so a write may count for another too, which is
 * then read once more. Safe for use by many threads.
 */
final class Generations {
    private static final int COUNTERS = 1 << 12;

    private final AtomicIntegerArray counters = new AtomicIntegerArray(COUNTERS);

    int of(EntityKey entity) {
        return counters.get(counter(entity));
    }

    void next(EntityKey entity) {
        counters.incrementAndGet(counter(entity));
    }

    private static int counter(EntityKey entity) {
        int hash = entity.hashCode();
        return (hash ^ hash >>> 16) & COUNTERS - 1;
    }
}
