package io.tidemill.ingestion.eventtypes;

import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.TopicCreation;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ReleasedSchema;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topic and the table of an event type, and the table's later columns. Belongs to one thread. */
final class TypeProvisioning implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TypeProvisioning.class);
    private static final int PATIENCE_MILLISECONDS = 5000;

    private final EventTypeSettings settings;
    private @Nullable Admin admin;
    private @Nullable Lake lake;

    TypeProvisioning(EventTypeSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes what is missing.
     *
     * @throws ExecutionException if Kafka does not answer or refuses
     */
    void provide(ReleasedSchema schema) throws ExecutionException, InterruptedException {
        List<Topic> created = TopicCreation.createAbsent(admin(), List.of(Topics.ofEvents(schema.type())));
        if (!EventTypes.business().contains(schema.type())) {
            // Tables of released types are made by their first rows, as ever.
            lake().tableOf(schema.type(), schema.schema());
        }
        LOG.atInfo()
                .addKeyValue("type", schema.type())
                .addKeyValue("version", schema.version())
                .addKeyValue("topicCreated", !created.isEmpty())
                .log("event type provided for");
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close();
            admin = null;
        }
        if (lake != null) {
            lake.close();
            lake = null;
        }
    }

    private Admin admin() {
        Admin opened = admin;
        if (opened == null) {
            opened = Admin.create(Map.of(
                    "bootstrap.servers",
                    settings.kafka(),
                    "client.id",
                    "event-types",
                    "default.api.timeout.ms",
                    PATIENCE_MILLISECONDS,
                    "request.timeout.ms",
                    PATIENCE_MILLISECONDS));
            admin = opened;
        }
        return opened;
    }

    private Lake lake() {
        Lake opened = lake;
        if (opened == null) {
            opened = Lake.open(settings.catalog(), settings.layouts());
            lake = opened;
        }
        return opened;
    }
}
