package io.tidemill.featurejobs.trainingsets;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event of a lake table, with the columns asked for; ordered by time, then source, then id.
 *
 * @param known the instant from which it counts, in epoch milliseconds; not before its time
 */
record LakeRow(long time, long known, String source, String id, @Nullable Object[] values)
        implements Comparable<LakeRow> {
    private static final Comparator<LakeRow> ORDER = Comparator.comparingLong(LakeRow::time)
            .thenComparing(LakeRow::source)
            .thenComparing(LakeRow::id);

    LakeRow {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(id, "id");
    }

    @Override
    public int compareTo(LakeRow other) {
        return ORDER.compare(this, other);
    }

    /** An event that counts once it has happened. */
    LakeRow(long time, String source, String id, @Nullable Object[] values) {
        this(time, time, source, id, values);
    }

    boolean sameEvent(LakeRow other) {
        return source.equals(other.source) && id.equals(other.id);
    }
}
