package io.tidemill.featurejobs.trainingsets;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event of a lake table, with the columns asked for; ordered by time, then source, then id, and of the same event twice
 * the one that was known first.
 *
 * @param known the instant from which it counts, in epoch milliseconds; not before its time
 * @param values a {@link Long}, {@link Double}, {@link String} or null for each column
 */
@SuppressWarnings("ArrayRecordComponent") // Rows are many, and are compared by their identity and time alone.
public record LakeRow(long time, long known, String source, String id, @Nullable Object[] values)
        implements Comparable<LakeRow> {
    public LakeRow {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(values, "values");
    }

    /** An event that counts once it has happened. */
    LakeRow(long time, String source, String id, @Nullable Object[] values) {
        this(time, time, source, id, values);
    }

    @Override
    public int compareTo(LakeRow other) {
        int order = Long.compare(time, other.time);
        order = order == 0 ? source.compareTo(other.source) : order;
        order = order == 0 ? id.compareTo(other.id) : order;
        return order == 0 ? Long.compare(known, other.known) : order;
    }

    boolean sameEvent(LakeRow other) {
        return source.equals(other.source) && id.equals(other.id);
    }
}
