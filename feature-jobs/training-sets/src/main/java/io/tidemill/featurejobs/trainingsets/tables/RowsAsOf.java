package io.tidemill.featurejobs.trainingsets.tables;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The row of an entity that stands at an instant, for many questions at once, while the rows of a table go by in any order:
 * in memory is a row for each question at most, however large the table is. Not safe to share between threads.
 */
public final class RowsAsOf {
    /** Longer than any time between two rows; the nanoseconds of it fit. */
    private static final Duration LONGEST = Duration.ofDays(100_000);

    private final long ttl;
    private final boolean written;
    private final int size;
    private final Map<String, Entity> entities = new HashMap<>();

    /** One question. */
    public record Question(String id, Instant asOf) {}

    /** The questions about one entity, in order of their instants, and of the rows that each is the first to know the greatest. */
    private static final class Entity {
        private final List<Integer> positions = new ArrayList<>(1);
        private long[] instants = {};
        private @Nullable TableRow[] newest = {};
    }

    /**
     * Rows for questions.
     *
     * @param ttl a row that is older at an instant is none; zero for any age
     * @param written whether a row is known only from when it was written; one that does not tell is never
     */
    public RowsAsOf(List<Question> questions, Duration ttl, boolean written) {
        this.ttl = ttl.isZero() || ttl.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : ttl.toNanos() / 1000;
        this.written = written;
        this.size = questions.size();
        for (int position = 0; position < size; position++) {
            entities.computeIfAbsent(questions.get(position).id(), id -> new Entity())
                    .positions
                    .add(position);
        }
        entities.values().forEach(entity -> {
            entity.positions.sort(
                    Comparator.comparing(position -> questions.get(position).asOf()));
            entity.instants = entity.positions.stream()
                    .mapToLong(position ->
                            ColumnTypes.micros(questions.get(position).asOf()))
                    .toArray();
            entity.newest = new TableRow[entity.instants.length];
        });
    }

    /** Takes a row, be it anybody's. */
    public void add(TableRow row) {
        Entity entity = entities.get(row.id());
        if (entity == null || (written && row.created() == null)) {
            return;
        }
        long known = written && row.created() != null ? Math.max(row.time(), row.created()) : row.time();
        int first = firstAtOrAfter(entity.instants, known);
        if (first < entity.instants.length) {
            TableRow before = entity.newest[first];
            entity.newest[first] = before == null ? row : TableRow.newer(before, row);
        }
    }

    /** By question the row that stands, once all rows went by; null where there is none. */
    public @Nullable TableRow[] found() {
        @Nullable TableRow[] found = new TableRow[size];
        for (Entity entity : entities.values()) {
            @Nullable TableRow newest = null;
            for (int i = 0; i < entity.instants.length; i++) {
                TableRow next = entity.newest[i];
                if (next != null) {
                    newest = newest == null ? next : TableRow.newer(newest, next);
                }
                boolean young = newest != null && entity.instants[i] - newest.time() <= ttl;
                found[entity.positions.get(i)] = young ? newest : null;
            }
        }
        return found;
    }

    private static int firstAtOrAfter(long[] instants, long known) {
        int low = 0;
        int high = instants.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (instants[middle] < known) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
