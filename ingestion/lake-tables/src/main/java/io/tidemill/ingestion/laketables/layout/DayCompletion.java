package io.tidemill.ingestion.laketables.layout;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a day of a table is complete, where that is not as the job's settings have it.
 *
 * @param allowedLateness how long after the end of a day the watermark must be; null as in the settings
 * @param revisionQuietPeriod how long no further row must come late before a completed day is announced again; null as in
 *     the settings
 */
public record DayCompletion(@Nullable Duration allowedLateness, @Nullable Duration revisionQuietPeriod)
        implements Serializable {
    /** As the settings have it. */
    static final DayCompletion DEFAULT = new DayCompletion(null, null);

    /** How long after the end of a day the watermark must be. */
    public Duration allowedLatenessOr(Duration setting) {
        return allowedLateness == null ? setting : allowedLateness;
    }

    /** How long no further row must come late. */
    public Duration revisionQuietPeriodOr(Duration setting) {
        return revisionQuietPeriod == null ? setting : revisionQuietPeriod;
    }
}
