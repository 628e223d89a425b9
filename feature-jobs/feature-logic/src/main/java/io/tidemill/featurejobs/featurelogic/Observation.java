package io.tidemill.featurejobs.featurelogic;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a view sees of one event. Observations are ordered by time, then source, then id; the text is compared by UTF-16
 * unit, as {@link String#compareTo} does.
 *
 * @param time the event's time, in epoch milliseconds
 * @param source the event's source
 * @param id the event's id within the source
 * @param values what the event holds in each of {@link ViewAggregation#columns()}: {@link Long}, {@link Double}, {@link
 *     String} or null
 * @param kind the position of its type among the view's {@link
 *     io.tidemill.schemas.featureviews.StreamFeatureView#eventTypes()}; beyond 0 it takes back, or tells attributes: then
 *     the values are those of the attributes
 */
public record Observation(long time, String source, String id, List<@Nullable Object> values, int kind)
        implements Comparable<Observation> {
    private static final Comparator<Observation> ORDER = Comparator.comparingLong(Observation::time)
            .thenComparing(Observation::source)
            .thenComparing(Observation::id);

    public Observation {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(values, "values");
    }

    /** An event of the view's source. */
    public Observation(long time, String source, String id, List<@Nullable Object> values) {
        this(time, source, id, values, 0);
    }

    /** The same event, seen with other values. */
    Observation withValues(@Nullable Object[] other) {
        return new Observation(time, source, id, Collections.unmodifiableList(Arrays.asList(other)), kind);
    }

    /** Writes all but its kind. */
    void write(StateWriter out) {
        out.signed(time);
        out.text(source);
        out.text(id);
        values.forEach(out::value);
    }

    static Observation read(StateReader in, int count, int kind) {
        long time = in.signed();
        String source = in.text();
        String id = in.text();
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.value();
        }
        return new Observation(time, source, id, Collections.unmodifiableList(Arrays.asList(values)), kind);
    }

    /** 1, or -1 if it takes back. */
    int sign() {
        return kind == 0 ? 1 : -1;
    }

    @Override
    public int compareTo(Observation other) {
        return ORDER.compare(this, other);
    }
}
