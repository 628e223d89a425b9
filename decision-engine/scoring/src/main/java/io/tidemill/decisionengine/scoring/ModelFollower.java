package io.tidemill.decisionengine.scoring;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.TopicFollower;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.ModelChange;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a shelf as the topic of model changes says, read from its beginning by a thread of its own. A change that is
 * refused is logged and leaves the version before it in place; one whose artifact cannot be fetched is tried again until
 * it can or a newer change of the same model comes.
 */
public final class ModelFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);
    private static final TopicFollower.Subject<ModelChange> TOPIC = new TopicFollower.Subject<>(
            Topics.MODEL_CHANGES, EventTypes.MODEL_CHANGED, ModelChange.class, Duration.ofMillis(200));

    private final ModelShelf shelf;
    private final Map<String, ModelChange> pending = new LinkedHashMap<>();
    private final TopicFollower<ModelChange> follower;

    private ModelFollower(String bootstrapServers, ModelShelf shelf) {
        this.shelf = shelf;
        this.follower = TopicFollower.start(bootstrapServers, TOPIC, this::hear);
    }

    /** Starts to follow; returns at once. */
    public static ModelFollower start(String bootstrapServers, ModelShelf shelf) {
        return new ModelFollower(bootstrapServers, shelf);
    }

    /** Waits until everything that was on the topic at the start has been applied; whether that came to pass in time. */
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return follower.awaitCaughtUp(atMost);
    }

    /** Whether everything that was on the topic at the start has been applied. */
    public boolean caughtUp() {
        return follower.caughtUp();
    }

    @Override
    public void close() {
        follower.close();
    }

    private void hear(TopicFollower.News<ModelChange> news) {
        news.events().forEach(told -> pending.put(told.data().getModelName(), told.data()));
        pending.values().removeIf(this::applied);
    }

    /** Whether the change is dealt with, by a swap or for good by a refusal. */
    private boolean applied(ModelChange change) {
        try {
            shelf.stock(
                    change.getModelName(),
                    change.getVersion(),
                    URI.create(change.getArtifactUri()),
                    change.getArtifactSha256());
            LOG.atInfo()
                    .addKeyValue("model", change.getModelName())
                    .addKeyValue("version", change.getVersion())
                    .log("model serves");
            return true;
        } catch (ModelRefusedException e) {
            LOG.atError()
                    .addKeyValue("model", change.getModelName())
                    .addKeyValue("version", change.getVersion())
                    .addKeyValue("reason", e.reason())
                    .setCause(e)
                    .log("model refused");
            return e.reason() != ModelRefusedException.Reason.UNREACHABLE;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("model", change.getModelName())
                    .addKeyValue("version", change.getVersion())
                    .setCause(e)
                    .log("model refused");
            return true;
        }
    }
}
