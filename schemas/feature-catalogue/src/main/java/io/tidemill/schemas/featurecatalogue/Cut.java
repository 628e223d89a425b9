package io.tidemill.schemas.featurecatalogue;

import java.util.Map;

/**
 * A place in each partition of the topic of one event type.
 *
 * @param next by partition the offset of the first record after it; 0 of a partition that is not named
 */
public record Cut(Map<Integer, Long> next) {
    /** Before every record. */
    public static final Cut BEGINNING = new Cut(Map.of());

    public Cut {
        next = Map.copyOf(next);
    }

    /** Whether a record lies before it. */
    public boolean isAfter(int partition, long offset) {
        return offset < next.getOrDefault(partition, 0L);
    }

    /** Whether every record before another cut lies before this one too. */
    public boolean reaches(Cut other) {
        return other.next.entrySet().stream().allMatch(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
}
