package io.tidemill.featurejobs.featurelog;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import java.time.Instant;

/**
 * Takes down what lookups hand out. Nothing here waits, and nothing here throws: a lookup is as fast, and succeeds as often, with
 * a log as without. Safe for any number of threads.
 */
public interface FeatureLog extends AutoCloseable {
    /** Takes down nothing. */
    FeatureLog OFF = new FeatureLog() {
        @Override
        public boolean wants(EntityKey entity, Instant servedAt) {
            return false;
        }

        @Override
        public void add(ServedRow row) {
            // It takes down nothing.
        }

        @Override
        public void close() {
            // There is nothing to end.
        }
    };

    /** Whether what is served of this entity at this instant belongs to the sample; to be asked before a row is put together. */
    boolean wants(EntityKey entity, Instant servedAt);

    /** Takes down a row, or counts it as dropped when too many wait. */
    void add(ServedRow row);

    @Override
    void close();
}
