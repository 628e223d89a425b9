package io.tidemill.decisionengine.ruleauthoring;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a worker runs.
 *
 * @param live whether that is the version that was asked about, or a newer one
 * @param liveAt since when it runs what it runs
 * @param refused why it refuses a rule, where it does
 */
record WorkerState(String worker, long ruleSetVersion, boolean live, Instant liveAt, @Nullable String refused) {}
