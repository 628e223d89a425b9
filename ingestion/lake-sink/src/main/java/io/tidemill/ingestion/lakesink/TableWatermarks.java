package io.tidemill.ingestion.lakesink;

import io.tidemill.schemas.contracts.LakeTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * The watermark of each table: the least over the partitions of its topic, idle ones left out. A partition is idle when
 * it gave no record for a while, during all of which its topic was being read, and when nothing stands on it that was
 * not read: a broker that is down makes no partition idle.
 */
final class TableWatermarks {
    private final long idleness;
    private final Backlog backlog;
    private final Set<TopicPartition> known;
    private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
    private final Map<TopicPartition, Long> lastRead = new HashMap<>();
    private final Map<String, Long> topicLastRead = new HashMap<>();
    private final Map<String, Long> topicActiveSince = new HashMap<>();
    private final Set<TopicPartition> idle = new HashSet<>();
    private final long start;
    private long lastAsked;

    /**
     * @param topics that exist now; one that comes later is known from its first record on
     * @param now processing time in epoch milliseconds
     */
    TableWatermarks(Collection<String> topics, Duration idleness, Backlog backlog, long now) {
        this.idleness = idleness.toMillis();
        this.backlog = backlog;
        this.known = new HashSet<>(backlog.partitions(topics));
        this.start = now;
    }

    /** Takes up what an earlier run had read. */
    void restore(Collection<PartitionProgress> restored) {
        restored.forEach(read -> {
            knowAll(read.topic());
            progress.merge(partition(read), read, PartitionProgress::max);
        });
    }

    /** Notes what was read since the last time. */
    void observe(Collection<PartitionProgress> read, long now) {
        for (PartitionProgress step : read) {
            TopicPartition partition = partition(step);
            knowAll(step.topic());
            known.add(partition);
            idle.remove(partition);
            progress.merge(partition, step, PartitionProgress::max);
            lastRead.put(partition, now);
            Long before = topicLastRead.put(step.topic(), now);
            if (before == null || now - before > idleness) {
                topicActiveSince.put(step.topic(), now);
                idle.removeIf(other -> other.topic().equals(step.topic()));
            }
        }
    }

    /** How far each partition was read. */
    List<PartitionProgress> progress() {
        return List.copyOf(progress.values());
    }

    /** The watermark of each table that has one, by table, in epoch milliseconds. */
    Map<String, Long> watermarks(long now) {
        findIdle(now);
        Map<String, Long> watermarks = new HashMap<>();
        known.stream().map(TopicPartition::topic).distinct().forEach(topic -> LakeTables.ofTopic(topic)
                .ifPresent(table -> watermark(topic).ifPresent(watermark -> watermarks.put(table, watermark))));
        return watermarks;
    }

    /** All partitions of a topic hold its table back, also those that no record was read of yet. */
    private void knowAll(String topic) {
        if (known.stream().noneMatch(partition -> partition.topic().equals(topic))) {
            known.addAll(backlog.partitions(List.of(topic)));
        }
    }

    private OptionalLong watermark(String topic) {
        List<TopicPartition> partitions = known.stream()
                .filter(partition -> partition.topic().equals(topic))
                .toList();
        OptionalLong latest = partitions.stream().mapToLong(this::watermark).max();
        OptionalLong least = partitions.stream()
                .filter(partition -> !idle.contains(partition))
                .mapToLong(this::watermark)
                .min();
        OptionalLong watermark = least.isPresent() ? least : latest;
        return watermark.isPresent() && watermark.getAsLong() == Long.MIN_VALUE ? OptionalLong.empty() : watermark;
    }

    private long watermark(TopicPartition partition) {
        PartitionProgress read = progress.get(partition);
        return read == null ? Long.MIN_VALUE : read.watermark();
    }

    /** Only topics that were read at all are asked about, and not at every checkpoint. */
    private void findIdle(long now) {
        if (now - lastAsked < idleness / 2) {
            return;
        }
        List<PartitionProgress> silent = new ArrayList<>();
        for (TopicPartition partition : known) {
            if (!idle.contains(partition) && hasProgress(partition.topic()) && isSilent(partition, now)) {
                PartitionProgress read = progress.get(partition);
                silent.add(
                        read == null
                                ? new PartitionProgress(partition.topic(), partition.partition(), Long.MIN_VALUE, 0)
                                : read);
            }
        }
        if (!silent.isEmpty()) {
            lastAsked = now;
            idle.addAll(backlog.exhausted(silent));
        }
    }

    private boolean hasProgress(String topic) {
        return progress.keySet().stream()
                .anyMatch(partition -> partition.topic().equals(topic));
    }

    private boolean isSilent(TopicPartition partition, long now) {
        long since = Math.max(
                lastRead.getOrDefault(partition, start), topicActiveSince.getOrDefault(partition.topic(), start));
        return now - since >= idleness;
    }

    private static TopicPartition partition(PartitionProgress progress) {
        return new TopicPartition(progress.topic(), progress.partition());
    }
}
