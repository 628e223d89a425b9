package io.tidemill.schemas.featurecatalogue;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.TopicFollower;
import io.tidemill.schemas.contracts.TopicFollower.News;
import io.tidemill.schemas.contracts.TopicFollower.Subject;
import io.tidemill.schemas.contracts.TopicFollower.Told;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.events.FeaturesChanged;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The definitions that serve, always of one revision whole: take them once for what belongs together. Safe to share
 * between threads.
 */
public final class CatalogueFollower implements Supplier<FeatureDefinitions>, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private volatile Seen seen;
    private final TopicFollower<FeaturesChanged> follower;

    /** A revision, with the definitions that serve in it. */
    private record Seen(FeatureCatalogue catalogue, FeatureDefinitions definitions) {
        static Seen of(FeatureCatalogue catalogue) {
            return new Seen(catalogue, catalogue.definitions());
        }
    }

    private CatalogueFollower(String bootstrapServers, FeatureCatalogue first) {
        seen = Seen.of(first);
        follower = TopicFollower.start(
                bootstrapServers,
                new Subject<>(Topics.FEATURE_DEFINITIONS, EventTypes.FEATURES_CHANGED, FeaturesChanged.class, POLL),
                this::hear);
    }

    /**
     * Starts to follow; returns at once.
     *
     * @param first what serves until something is published
     */
    public static CatalogueFollower start(String bootstrapServers, FeatureCatalogue first) {
        return new CatalogueFollower(bootstrapServers, Objects.requireNonNull(first, "first"));
    }

    /** Waits until what was published by the start is known; whether that came to pass in time. */
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return follower.awaitCaughtUp(atMost);
    }

    /** Whether what was published by the start is known. */
    public boolean caughtUp() {
        return follower.caughtUp();
    }

    /** The definitions that serve now. */
    @Override
    public FeatureDefinitions get() {
        return seen.definitions;
    }

    /** Every version there is now. */
    public FeatureCatalogue catalogue() {
        return seen.catalogue;
    }

    @Override
    public void close() {
        follower.close();
    }

    private void hear(News<FeaturesChanged> news) {
        for (Told<FeaturesChanged> told : news.events()) {
            if (told.data().getRevision() > catalogue().revision()) {
                seen = Seen.of(CatalogueJson.read(told.data().getCatalogue()));
            }
        }
    }
}
