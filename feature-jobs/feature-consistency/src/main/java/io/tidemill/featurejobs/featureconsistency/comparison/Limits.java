package io.tidemill.featurejobs.featureconsistency.comparison;

import java.time.Duration;

/**
 * What a comparison allows.
 *
 * @param inFlight how long after it was taken in an event may still be missing in a value
 * @param keyTtl how long after its last write the store forgets an entity; zero for never
 * @param lakeCompleteTo up to which event time the source's table is complete, in epoch milliseconds
 */
public record Limits(Duration inFlight, Duration keyTtl, long lakeCompleteTo) {}
