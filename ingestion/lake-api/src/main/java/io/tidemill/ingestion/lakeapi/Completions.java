package io.tidemill.ingestion.lakeapi;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.TopicFollower;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.PartitionCompleted;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The revisions that were announced, by table and day, as their topic has them. Safe for any number of threads. */
final class Completions implements AutoCloseable {
    private static final TopicFollower.Subject<PartitionCompleted> TOPIC = new TopicFollower.Subject<>(
            Topics.PARTITIONS_COMPLETED,
            EventTypes.PARTITION_COMPLETED,
            PartitionCompleted.class,
            Duration.ofMillis(500));

    private final Map<String, Map<LocalDate, List<Completion>>> announced = new HashMap<>();
    private final TopicFollower<PartitionCompleted> follower;

    private Completions(String bootstrapServers) {
        this.follower = TopicFollower.start(bootstrapServers, TOPIC, this::hear);
    }

    /** Starts to follow the topic; returns at once. */
    static Completions follow(String bootstrapServers) {
        return new Completions(bootstrapServers);
    }

    /** Whether all that stood on the topic at the start is known. */
    boolean caughtUp() {
        return follower.caughtUp();
    }

    /** The revisions, in their order, of each day of a table that was announced. */
    synchronized Map<LocalDate, List<Completion>> of(String table) {
        Map<LocalDate, List<Completion>> days = new HashMap<>();
        Objects.requireNonNull(announced.getOrDefault(table, Map.of()))
                .forEach((day, revisions) -> days.put(day, List.copyOf(revisions)));
        return days;
    }

    @Override
    public void close() {
        follower.close();
    }

    private synchronized void hear(TopicFollower.News<PartitionCompleted> news) {
        for (TopicFollower.Told<PartitionCompleted> told : news.events()) {
            PartitionCompleted completed = told.data();
            String table = completed.getTable();
            List<Completion> revisions = announced
                    .computeIfAbsent(table.substring(table.lastIndexOf('.') + 1), key -> new HashMap<>())
                    .computeIfAbsent(completed.getPartition(), key -> new ArrayList<>());
            revisions.removeIf(known -> known.revision() == completed.getRevision());
            revisions.add(
                    new Completion(completed.getRevision(), completed.getRows(), completed.getSnapshotId(), told.at()));
            revisions.sort(Comparator.comparingInt(Completion::revision));
        }
    }
}
