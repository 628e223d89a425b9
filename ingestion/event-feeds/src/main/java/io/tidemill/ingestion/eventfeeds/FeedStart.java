package io.tidemill.ingestion.eventfeeds;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.ingestion.eventfeeds.definitions.FeedDefinition;
import io.tidemill.ingestion.eventfeeds.definitions.FeedFiles;
import io.tidemill.ingestion.eventfeeds.folders.EventSender;
import io.tidemill.ingestion.eventfeeds.folders.FileProgress;
import io.tidemill.ingestion.eventfeeds.folders.FolderFeed;
import io.tidemill.ingestion.eventfeeds.objects.ObjectErasure;
import io.tidemill.ingestion.eventfeeds.objects.ObjectSettings;
import io.tidemill.ingestion.eventfeeds.objects.StoredObjects;
import io.tidemill.ingestion.eventfeeds.topics.TopicFeed;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import io.tidemill.schemas.events.EventSchemas;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Starts the feeds that a definitions folder declares, and opens the door for objects. */
public final class FeedStart {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private FeedStart() {}

    /** Opens the door for objects, whose events are of the newest version of their type; empty where there is no folder that they can lie in. */
    public static Optional<StoredObjects> objects(
            Configuration configuration, DataSource postgres, EventSchemas schemas, Clock clock) throws IOException {
        Optional<ObjectSettings> settings = ObjectSettings.of(configuration);
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        FileProgress.open(postgres, clock);
        EventSender sender = new EventSender(configuration.text("kafka.bootstrap-servers"), "objects");
        EventIntake intake = EventIntake.of(configuration, schemas, clock);
        return Optional.of(new StoredObjects(settings.get(), postgres, intake, sender, clock));
    }

    /** Objects, as far as they are of persons; empty where there is no folder that they can lie in. */
    public static Optional<PersonalStore> personal(Configuration configuration, DataSource postgres, Clock clock)
            throws IOException {
        Optional<ObjectSettings> settings = ObjectSettings.of(configuration);
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        FileProgress.open(postgres, clock);
        return Optional.of(new ObjectErasure(settings.get(), postgres, clock));
    }

    /**
     * Starts them. One whose event type is not known yet, or does not have the fields of its mapping, waits until it does.
     *
     * @param configuration {@code kafka.bootstrap-servers}, {@code definitions.folder}, {@code pii.key-file}, and {@code
     *     feeds.interval} (how often folders are looked at, default PT2S)
     * @param schemas the event types: those it has at each moment
     * @throws IOException if a declaration is not valid, whatever the types
     */
    public static EventFeeds start(
            Configuration configuration,
            DataSource postgres,
            EventSchemas schemas,
            PrometheusRegistry registry,
            Clock clock)
            throws IOException {
        String kafka = configuration.text("kafka.bootstrap-servers");
        Duration interval = configuration.duration("feeds.interval", INTERVAL);
        List<FeedDefinition> definitions = FeedFiles.read(configuration.path("definitions.folder"));
        EventIntake intake = EventIntake.of(configuration, schemas, clock);
        FeedMetrics metrics = new FeedMetrics(registry);
        FileProgress progress = FileProgress.open(postgres, clock);
        List<Feed> feeds = new ArrayList<>();
        for (FeedDefinition definition : definitions) {
            LiveMapping mapping = new LiveMapping(definition.mapping(), schemas);
            if (definition instanceof FeedDefinition.Folder folder) {
                EventSender sender = new EventSender(kafka, "feed-" + folder.name());
                feeds.add(FolderFeed.start(folder, mapping, sender, intake, progress, metrics, clock, interval));
            } else if (definition instanceof FeedDefinition.Topic topic) {
                feeds.add(TopicFeed.start(topic, mapping, kafka, intake, metrics));
            }
        }
        return new EventFeeds(feeds);
    }
}
