package io.tidemill.ingestion.lakesink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * A place in each of some topic partitions.
 *
 * @param next the offset of the next record, all before it left behind
 */
record Offsets(Map<TopicPartition, Long> next) {
    static final Offsets NONE = new Offsets(Map.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    Offsets {
        next = Map.copyOf(next);
    }

    /** What has been read. */
    static Offsets of(Collection<PartitionProgress> progress) {
        Map<TopicPartition, Long> next = new HashMap<>();
        progress.forEach(
                read -> next.merge(new TopicPartition(read.topic(), read.partition()), read.nextOffset(), Math::max));
        return new Offsets(next);
    }

    /**
     * Reads a JSON object of {@code topic-partition} to the next offset.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Offsets parse(String json) {
        try {
            Map<TopicPartition, Long> next = new HashMap<>();
            JSON.readValue(json, new TypeReference<Map<String, Long>>() {}).forEach((place, offset) -> {
                int dash = place.lastIndexOf('-');
                next.put(
                        new TopicPartition(place.substring(0, dash), Integer.parseInt(place.substring(dash + 1))),
                        offset);
            });
            return new Offsets(next);
        } catch (JsonProcessingException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "offsets '" + json + "': expected a JSON object of topic-partition to offset", e);
        }
    }

    /** What {@link #parse} reads, in order of the keys. */
    String toJson() {
        Map<String, Long> places = new TreeMap<>();
        next.forEach((partition, offset) -> places.put(partition.toString(), offset));
        try {
            return JSON.writeValueAsString(places);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("offsets have a JSON form", e);
        }
    }

    /** The next offset of a partition; 0 when nothing is known of it. */
    long next(TopicPartition partition) {
        return next.getOrDefault(partition, 0L);
    }

    boolean isEmpty() {
        return next.isEmpty();
    }

    /** In each partition the further of both places. */
    Offsets max(Offsets other) {
        Map<TopicPartition, Long> furthest = new HashMap<>(next);
        other.next.forEach((partition, offset) -> furthest.merge(partition, offset, Math::max));
        return new Offsets(furthest);
    }

    /** Whether this is as far as another place in every partition. */
    boolean reaches(Offsets other) {
        return other.next.entrySet().stream().allMatch(place -> next(place.getKey()) >= place.getValue());
    }

    /** The places in some topics alone. */
    Offsets inTopics(Predicate<String> wanted) {
        Map<TopicPartition, Long> within = new HashMap<>(next);
        within.keySet().removeIf(partition -> !wanted.test(partition.topic()));
        return new Offsets(within);
    }
}
