package io.tidemill.decisionengine.decisions;

import io.tidemill.featurejobs.featurereading.FeatureStatus;
import io.tidemill.featurejobs.featurereading.FoundFeature;
import io.tidemill.featurejobs.featurereading.PlannedColumn;
import io.tidemill.featurejobs.featurereading.PlannedFeature;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A feature that a decision uses.
 *
 * @param reference {@code view:feature}, as it was asked for
 * @param receiptName under which it stands in the receipt
 * @param column how it is read
 */
record ReadFeature(String reference, String receiptName, PlannedColumn column) {
    ReadFeature {
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(receiptName, "receiptName");
        Objects.requireNonNull(column, "column");
    }

    /** The view, as the receipt calls it. */
    String receiptView() {
        return receiptName.substring(0, receiptName.lastIndexOf(':'));
    }

    /** A {@link Long}, {@link Double} or {@link String}; one that is too old is no value. */
    @Nullable
    Object value(Map<PlannedColumn, FoundFeature> read) {
        @Nullable FoundFeature found = read.get(column);
        if (found == null
                || found.status() == FeatureStatus.OUTSIDE_MAX_AGE
                || found.value().isNull()) {
            return null;
        }
        FeatureValue value = found.value();
        if (value instanceof FeatureValue.Text text) {
            return text.value();
        }
        if (value instanceof FeatureValue.Int64 whole) {
            return whole.value();
        }
        double number = value.asDouble();
        if (Double.isNaN(number)) {
            return null;
        }
        // The store may know an event that is later than the instant: it was no time ago.
        return column instanceof PlannedFeature stored && stored.feature().isElapsedTime()
                ? Math.max(0, number)
                : number;
    }

    /** When the row is of that the value comes from; empty of one that is too old. */
    Optional<Instant> time(Map<PlannedColumn, FoundFeature> read) {
        @Nullable FoundFeature found = read.get(column);
        return found == null || found.status() == FeatureStatus.OUTSIDE_MAX_AGE ? Optional.empty() : found.eventTime();
    }
}
