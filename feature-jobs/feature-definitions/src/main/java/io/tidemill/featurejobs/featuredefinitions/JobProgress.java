package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import io.tidemill.schemas.featurecatalogue.Cut;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * How far the streaming job has come in what it is told: it commits the offsets of a completed checkpoint, and all its
 * tasks had what is before them when they took part in it.
 */
final class JobProgress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Admin admin;

    JobProgress(String bootstrapServers) {
        admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "request.timeout.ms",
                "5000",
                "default.api.timeout.ms",
                Long.toString(PATIENCE.toMillis())));
    }

    /** Whether a checkpoint has the catalogue at an offset of its topic. */
    boolean knows(long offset) throws ExecutionException, InterruptedException, TimeoutException {
        return committed(CatalogueTopic.DEFINITIONS_GROUP, Topics.FEATURE_DEFINITIONS)
                .isAfter(0, offset);
    }

    /** Whether a checkpoint has every state of the backfill's topic before a place. */
    boolean hasStates(Cut before) throws ExecutionException, InterruptedException, TimeoutException {
        return committed(CatalogueTopic.BACKFILL_GROUP, Topics.FEATURE_BACKFILL).reaches(before);
    }

    /** Where a topic ends now. */
    Cut end(Topic topic) throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription described = admin.describeTopics(List.of(topic.name()))
                .allTopicNames()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .getOrDefault(topic.name(), new TopicDescription(topic.name(), false, List.of()));
        Map<TopicPartition, OffsetSpec> wanted = described.partitions().stream()
                .map(TopicPartitionInfo::partition)
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic.name(), partition), partition -> OffsetSpec.latest()));
        return cut(
                admin.listOffsets(wanted).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
                ListOffsetsResultInfo::offset);
    }

    @Override
    public void close() {
        admin.close(PATIENCE);
    }

    private Cut committed(String group, Topic topic) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        offsets.entrySet().removeIf(entry -> !entry.getKey().topic().equals(topic.name()) || entry.getValue() == null);
        return cut(offsets, OffsetAndMetadata::offset);
    }

    private static <T> Cut cut(Map<TopicPartition, T> places, Function<T, Long> offset) {
        Map<Integer, Long> next = new HashMap<>();
        places.forEach((partition, place) -> next.put(partition.partition(), offset.apply(place)));
        return new Cut(next);
    }
}
