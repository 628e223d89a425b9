package io.tidemill.featurejobs.trainingsets.tables;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table as a view sees it. Of two rows the greater one stands: the one of the later time, of one time the one that
 * was written later, and then the one with the greater values, in the order of the view's features; null is least. So which
 * one stands does not depend on the order in which they lie or are read.
 *
 * @param id of the entity, or entities: a {@link io.tidemill.schemas.featureviews.CompositeId}
 * @param time from when on its values hold, in epoch microseconds
 * @param created when it was written, in epoch microseconds; null if the table does not tell
 * @param values of the view's features, in its order: {@link Long}, {@link Double}, {@link String} or null
 */
public record TableRow(String id, long time, @Nullable Long created, @Nullable Object[] values)
        implements Comparable<TableRow> {
    private static final Comparator<TableRow> ORDER = Comparator.comparingLong(TableRow::time)
            .thenComparing(TableRow::created, Comparator.nullsFirst(Comparator.<Long>naturalOrder()))
            .thenComparing(TableRow::values, TableRow::compare);

    public TableRow {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(values, "values");
    }

    @Override
    public int compareTo(TableRow other) {
        return ORDER.compare(this, other);
    }

    /** Of two rows of an entity the one that stands. */
    public static TableRow newer(TableRow one, TableRow other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static int compare(@Nullable Object[] one, @Nullable Object[] other) {
        for (int i = 0; i < one.length; i++) {
            int difference = compare(one[i], other[i]);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /** Values of a feature are of its type. */
    private static int compare(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        if (one instanceof Long number) {
            return number.compareTo((Long) other);
        }
        return one instanceof Double number
                ? number.compareTo((Double) other)
                : ((String) one).compareTo((String) other);
    }
}
