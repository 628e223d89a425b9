package io.tidemill.ingestion.lakeapi;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a source sent of a day.
 *
 * @param source the CloudEvents source
 * @param topicPartitions on which partitions of its topic
 */
record SourceDay(
        LocalDate day,
        String tenant,
        String source,
        long rows,
        Instant firstEvent,
        Instant lastEvent,
        SortedSet<Integer> topicPartitions) {
    SourceDay {
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(source, "source");
        topicPartitions = new TreeSet<>(topicPartitions);
    }

    /** Both together, which are of one day, tenant and source. */
    SourceDay plus(SourceDay other) {
        SortedSet<Integer> partitions = new TreeSet<>(topicPartitions);
        partitions.addAll(other.topicPartitions);
        return new SourceDay(
                day,
                tenant,
                source,
                rows + other.rows,
                firstEvent.isBefore(other.firstEvent) ? firstEvent : other.firstEvent,
                lastEvent.isAfter(other.lastEvent) ? lastEvent : other.lastEvent,
                partitions);
    }
}
