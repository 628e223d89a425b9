package io.tidemill.ingestion.eventgateway;

import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.TopicCreation;
import io.tidemill.schemas.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the declared topics that are absent, reads what is to be known of them, and keeps trying until Kafka answers. */
final class TopicsAtStart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicsAtStart.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int PATIENCE_MILLISECONDS = 5000;

    private final String bootstrapServers;
    private final Runnable reading;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "topics-at-start");
        made.setDaemon(true);
        return made;
    });
    private volatile boolean done;

    private TopicsAtStart(String bootstrapServers, Runnable reading) {
        this.bootstrapServers = bootstrapServers;
        this.reading = reading;
    }

    /**
     * Begins, and does not wait.
     *
     * @param reading what is done when the topics exist; tried again when it throws what Kafka's clients throw
     */
    static TopicsAtStart create(String bootstrapServers, Runnable reading) {
        TopicsAtStart creation = new TopicsAtStart(bootstrapServers, reading);
        creation.thread.execute(creation::attempt);
        return creation;
    }

    /** Whether every declared topic exists and was read. */
    boolean done() {
        return done;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void attempt() {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "default.api.timeout.ms",
                PATIENCE_MILLISECONDS,
                "request.timeout.ms",
                PATIENCE_MILLISECONDS))) {
            List<Topic> created = TopicCreation.createAbsent(admin, Topics.all());
            created.forEach(
                    topic -> LOG.atInfo().addKeyValue("topic", topic.name()).log("topic created"));
            reading.run();
            done = true;
            thread.shutdown();
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | KafkaException e) {
            LOG.atWarn().setCause(e).log("topics not created or not read; trying again");
            thread.schedule(this::attempt, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
