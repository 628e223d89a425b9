package io.tidemill.featurejobs.featurelogic;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How often each value of one column came, of the first {@link #MOST_VALUES} different ones. */
final class ValueCounts implements Summary {
    /** What is counted in one stretch of time; others that come then are not. */
    static final int MOST_VALUES = 256;

    /** Numbers before texts. */
    private static final Comparator<Object> ORDER = ValueCounts::compare;

    private final int column;
    private final TreeMap<Object, Long> counts = new TreeMap<>(ORDER);

    ValueCounts(int column) {
        this.column = column;
    }

    /** The most frequent first; of equally frequent ones the least first. */
    List<Object> top(int most) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Object, Long>comparingByValue().reversed())
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void add(Observation observation) {
        Object value = observation.values().get(column);
        if (value != null && (counts.size() < MOST_VALUES || counts.containsKey(value))) {
            counts.merge(value, 1L, Long::sum);
        }
    }

    @Override
    public void merge(Summary other) {
        ((ValueCounts) other).counts.forEach((value, count) -> counts.merge(value, count, Long::sum));
    }

    @Override
    public void write(StateWriter out) {
        out.unsigned(counts.size());
        counts.forEach((value, count) -> {
            out.value(value);
            out.unsigned(count);
        });
    }

    @Override
    public void read(StateReader in) {
        int size = in.count();
        for (int i = 0; i < size; i++) {
            @Nullable Object value = in.value();
            if (value == null) {
                throw new IllegalArgumentException("a null among counted values");
            }
            counts.put(value, in.unsigned());
        }
    }

    private static int compare(Object left, Object right) {
        if (left instanceof Number first && right instanceof Number second) {
            return first instanceof Long a && second instanceof Long b
                    ? Long.compare(a, b)
                    : Double.compare(first.doubleValue(), second.doubleValue());
        }
        if (left instanceof String first && right instanceof String second) {
            return first.compareTo(second);
        }
        return left instanceof Number ? -1 : 1;
    }
}
