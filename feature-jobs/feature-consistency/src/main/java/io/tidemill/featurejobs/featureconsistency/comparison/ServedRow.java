package io.tidemill.featurejobs.featureconsistency.comparison;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one reader was told of one view for one entity.
 *
 * @param definition the version of the view's definition that the reader had; empty where it did not say
 * @param servedAt when the store was read, in epoch milliseconds
 * @param askedFor the instant that times since an event were counted to, in epoch milliseconds
 * @param storedAt the instant the stored values are of, in epoch milliseconds; empty where nothing was stored
 */
public record ServedRow(
        Reader reader,
        String entity,
        Optional<String> definition,
        long servedAt,
        long askedFor,
        OptionalLong storedAt,
        List<Value> values) {
    private static final String NOT_FOUND = "NOT_FOUND";
    private static final String OUTSIDE_MAX_AGE = "OUTSIDE_MAX_AGE";

    /** Who was told. */
    public enum Reader {
        /** A request for features. */
        LOOKUP,
        /** A decision, by its receipt. */
        DECISION
    }

    /**
     * One feature.
     *
     * @param status as it was told, by Feast's name
     * @param stored {@link Long}, {@link Double}, {@link String}, a {@link List} of them, or null; a time as epoch seconds
     */
    public record Value(String feature, String status, @Nullable Object stored) {
        public Value {
            Objects.requireNonNull(feature, "feature");
            Objects.requireNonNull(status, "status");
        }

        boolean found() {
            return !status.equals(NOT_FOUND);
        }

        boolean tooOld() {
            return status.equals(OUTSIDE_MAX_AGE);
        }
    }

    public ServedRow {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(storedAt, "storedAt");
        values = List.copyOf(values);
    }

    /** The instant that its values are compared at: no event after it can be in them. */
    long instant() {
        return Math.max(servedAt, storedAt.orElse(servedAt));
    }
}
