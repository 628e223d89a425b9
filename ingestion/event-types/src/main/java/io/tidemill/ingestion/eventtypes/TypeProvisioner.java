package io.tidemill.ingestion.eventtypes;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.registryclient.EventSubjects;
import io.tidemill.schemas.registryclient.LiveSchemas;
import io.tidemill.schemas.registryclient.RegistryAwayException;
import io.tidemill.schemas.registryclient.RegistryClient;
import io.tidemill.schemas.registryclient.RegistryRefusalException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks about every second for event types that were registered or have a new version, and provides for them. What fails
 * is tried again. The released types that a foreign registry lacks are registered there first.
 */
final class TypeProvisioner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TypeProvisioner.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EventTypeSettings settings;
    private final EventSchemas schemas;
    private final TypeProvisioning provisioning;
    private final Map<String, Integer> provided = new ConcurrentHashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "event-types");
        made.setDaemon(true);
        return made;
    });
    private boolean offered;

    TypeProvisioner(EventTypeSettings settings) {
        this.settings = settings;
        this.schemas = settings.schemas().open();
        this.provisioning = new TypeProvisioning(settings);
    }

    /** Begins, and does not wait. */
    void start() {
        thread.scheduleWithFixedDelay(this::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    EventSchemas schemas() {
        return schemas;
    }

    /** Whether the topic and the table of this version are there. */
    boolean isProvided(ReleasedSchema schema) {
        Integer id = provided.get(schema.type());
        return id != null && id == schema.id();
    }

    /** Why something could not be provided for, by event type. */
    Optional<String> problem(String type) {
        return Optional.ofNullable(problems.get(type));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("event types are still being provided for");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            offerReleased();
            if (schemas instanceof LiveSchemas live) {
                live.refresh();
            }
            for (ReleasedSchema schema : schemas.latest()) {
                if (!EventTypes.isOwn(schema.type()) && !isProvided(schema)) {
                    provide(schema);
                }
            }
        } catch (RegistryAwayException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("registry away, looking again");
        } catch (InterruptedException e) {
            provisioning.close();
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("event types not looked at; trying again");
        }
    }

    private void provide(ReleasedSchema schema) throws InterruptedException {
        try {
            provisioning.provide(schema);
            provided.put(schema.type(), schema.id());
            problems.remove(schema.type());
        } catch (ExecutionException | RuntimeException e) {
            String reason = String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
            if (!reason.equals(problems.put(schema.type(), reason))) {
                LOG.atWarn()
                        .addKeyValue("type", schema.type())
                        .setCause(e)
                        .log("event type not provided for; trying again");
            }
            provisioning.close();
        }
    }

    private void offerReleased() throws RegistryAwayException, InterruptedException {
        if (offered || !settings.schemas().hasRegistry() || settings.schemas().releasedIds()) {
            return;
        }
        RegistryClient client = new RegistryClient(settings.schemas());
        for (ReleasedSchema schema : ReleasedSchemas.load().latest()) {
            if (!EventTypes.isOwn(schema.type())) {
                try {
                    client.register(
                            EventSubjects.of(schema.type()), schema.schema().toString());
                } catch (RegistryRefusalException e) {
                    // It stands there in another form, which is then the form that holds.
                    LOG.atWarn()
                            .addKeyValue("type", schema.type())
                            .addKeyValue("reason", e.getMessage())
                            .log("released schema not taken by the registry");
                }
            }
        }
        offered = true;
    }
}
