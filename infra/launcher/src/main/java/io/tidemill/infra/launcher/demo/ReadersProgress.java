package io.tidemill.infra.launcher.demo;

import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far the jobs have read the topics of business events. */
final class ReadersProgress implements AutoCloseable {
    private final Admin admin;

    ReadersProgress(String bootstrapServers) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** How many records of these event types a consumer group has read and safely worked off, of how many. */
    Amount of(String group, Collection<String> eventTypes) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (String type : eventTypes) {
            Topic topic = Topics.ofEvents(type);
            for (int partition = 0; partition < topic.partitions(); partition++) {
                latest.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(latest).all().get();
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        long done = 0;
        long total = 0;
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
            total += end.getValue().offset();
            OffsetAndMetadata place = read.get(end.getKey());
            done += place == null ? 0 : Math.min(place.offset(), end.getValue().offset());
        }
        return new Amount(done, total);
    }

    @Override
    public void close() {
        admin.close();
    }
}
