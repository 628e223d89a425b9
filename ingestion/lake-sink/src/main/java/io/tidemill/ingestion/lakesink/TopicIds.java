package io.tidemill.ingestion.lakesink;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's own ids of the topics that there are. A topic that was deleted and created again has another id, and its offsets
 * begin anew: an offset means something beside the id alone. Belongs to one thread.
 */
final class TopicIds {
    private final String bootstrapServers;
    private final Map<String, String> ids = new HashMap<>();

    /** Asks the broker, which must answer. */
    TopicIds(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        ask();
    }

    /** A topic's id, asked for again when it is not known yet; {@code null} if there is no such topic. */
    @Nullable
    String of(String topic) {
        if (!ids.containsKey(topic)) {
            ask();
        }
        return ids.get(topic);
    }

    /** Whether a topic is the one that had this id, as far as is known; a topic that is gone is. */
    boolean isStill(String topic, @Nullable String id) {
        String now = of(topic);
        return id == null || now == null || now.equals(id);
    }

    private void ask() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            ids.putAll(admin.listTopics().listings().get().stream()
                    .collect(Collectors.toMap(
                            TopicListing::name, listing -> listing.topicId().toString())));
        } catch (ExecutionException e) {
            throw new KafkaException("cannot list the topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }
}
