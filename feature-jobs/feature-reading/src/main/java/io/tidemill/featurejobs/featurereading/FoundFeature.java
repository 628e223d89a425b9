package io.tidemill.featurejobs.featurereading;

import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A feature of an entity as of the instant it was asked for.
 *
 * @param value where there is none, what the definition says instead, and else {@link FeatureValue#NULL}
 * @param eventTime the instant the stored row is of; empty if there is none
 */
public record FoundFeature(FeatureValue value, FeatureStatus status, Optional<Instant> eventTime) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** What a row says of a feature. */
    public static FoundFeature of(OnlineRow row, PlannedFeature feature, Instant asked) {
        FeatureValue stored = row.value(feature.position());
        FeatureValue value = asOf(stored, feature, asked);
        return new FoundFeature(
                value.isNull() ? feature.fallback() : value, status(stored, row, feature, asked), row.eventTime());
    }

    private static FeatureStatus status(
            @Nullable FeatureValue stored, OnlineRow row, PlannedFeature feature, Instant asked) {
        if (stored == null) {
            return FeatureStatus.NOT_FOUND;
        }
        Duration ttl = feature.view().ttl();
        Instant time = row.eventTime().orElse(null);
        if (time != null && !ttl.isZero() && time.plus(ttl).isBefore(asked)) {
            return FeatureStatus.OUTSIDE_MAX_AGE;
        }
        return stored.isNull() ? FeatureStatus.NULL_VALUE : FeatureStatus.PRESENT;
    }

    /** A time since an event grows while nothing is written: what is stored is the event's time. */
    private static FeatureValue asOf(@Nullable FeatureValue stored, PlannedFeature feature, Instant asked) {
        if (stored instanceof FeatureValue.UnixTimestamp since
                && feature.feature().isElapsedTime()) {
            return FeatureValue.of(secondsBetween(since.instant(), asked));
        }
        return stored == null ? FeatureValue.NULL : stored;
    }

    /** With a fraction; negative if the second is before the first. */
    public static double secondsBetween(Instant from, Instant to) {
        Duration between = Duration.between(from, to);
        return between.getSeconds() + between.getNano() / NANOS_PER_SECOND;
    }
}
