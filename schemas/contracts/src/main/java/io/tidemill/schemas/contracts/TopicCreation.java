package io.tidemill.schemas.contracts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates topics as they are declared. */
public final class TopicCreation {
    private TopicCreation() {}

    /**
     * Creates those of the topics that do not exist, with the replication the brokers have as their default; leaves
     * others as they are. Safe to call from several processes at once. Waits for the brokers.
     *
     * @return the topics that were created
     * @throws ExecutionException if the brokers do not answer or refuse
     */
    public static List<Topic> createAbsent(Admin admin, Collection<Topic> topics)
            throws ExecutionException, InterruptedException {
        List<NewTopic> wanted = topics.stream()
                .map(topic -> new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                        .configs(topic.settings()))
                .toList();
        CreateTopicsResult result = admin.createTopics(wanted);
        Map<String, KafkaFuture<Void>> created = result.values();
        List<Topic> absent = new ArrayList<>();
        for (Topic topic : topics) {
            try {
                Objects.requireNonNull(created.get(topic.name())).get();
                absent.add(topic);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        return absent;
    }
}
