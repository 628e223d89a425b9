package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.infra.eventstreams.EventTopics;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobConfigurationException;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featurecatalogue.CatalogueTopic;
import io.tidemill.schemas.featurecatalogue.FeatureCatalogue;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink job that keeps the online store's features up to date: {@code --config FILE}. */
public final class StreamingFeaturesJob {
    /** The job's name, from which its id follows. */
    public static final String NAME = "streaming-features";

    /** Key: the folder whose {@code features/*.yaml} define the views where none were ever published. */
    public static final String DEFINITIONS_FOLDER = "definitions.folder";

    private StreamingFeaturesJob() {}

    /** Defines the job and runs it on the cluster the program was started on. */
    public static void main(String[] arguments) throws Exception {
        JobConfiguration configuration = JobConfiguration.fromArguments(arguments);
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, NAME);
        define(environment, configuration);
        environment.execute(NAME);
    }

    /**
     * What the job begins with: the catalogue that was published last, or else what the definitions folder defines.
     *
     * @throws IOException if a definition cannot be read
     * @throws JobConfigurationException if a view is not of business events
     */
    public static FeatureCatalogue catalogue(JobConfiguration configuration) throws IOException {
        Optional<FeatureCatalogue> published = CatalogueTopic.newest(configuration.kafkaBootstrapServers());
        return published.isPresent() ? published.get() : ofFolder(configuration);
    }

    /** What the definitions folder defines. */
    static FeatureCatalogue ofFolder(JobConfiguration configuration) throws IOException {
        String folder = configuration.text(DEFINITIONS_FOLDER);
        FeatureDefinitions definitions = FeatureDefinitions.read(Path.of(folder));
        List<String> sources = definitions.views().stream()
                .flatMap(view -> view.eventTypes().stream())
                .toList();
        if (sources.isEmpty() || !EventTypes.business().containsAll(sources)) {
            throw new JobConfigurationException(
                    DEFINITIONS_FOLDER, folder, "views of business event types, " + EventTypes.business());
        }
        return FeatureCatalogue.of(definitions);
    }

    /**
     * Wires the workflow to Kafka and the online store, with the catalogue of now.
     *
     * @throws IOException if a definition cannot be read
     */
    public static void define(StreamExecutionEnvironment environment, JobConfiguration configuration)
            throws IOException {
        define(environment, configuration, catalogue(configuration));
    }

    /** Wires the workflow to Kafka and the online store. */
    public static void define(
            StreamExecutionEnvironment environment, JobConfiguration configuration, FeatureCatalogue startedWith) {
        Clock clock = Clock.systemUTC();
        StreamingFeaturesWorkflow.Inputs inputs = new StreamingFeaturesWorkflow.Inputs(
                EventTopics.readFrom(
                        OffsetsInitializer.earliest(),
                        environment,
                        configuration,
                        "streaming-features.events",
                        topics(),
                        clock),
                FeatureTopics.definitions(environment, configuration),
                FeatureTopics.backfill(environment, configuration));
        StreamingFeaturesWorkflow.define(
                inputs,
                startedWith,
                configuration.schemas(),
                store(configuration, startedWith.project()),
                configuration.duplicatesRemembered(),
                clock);
    }

    /** Those that a view can be computed from, also where none is yet; one may come while the job runs. */
    private static Pattern topics() {
        return Pattern.compile(EventTypes.business().stream()
                .map(type -> Pattern.quote(Topics.ofEvents(type).name()))
                .collect(Collectors.joining("|")));
    }

    /** The project is the definitions': what is written for a project is read under its name. */
    private static OnlineStoreConfig store(JobConfiguration configuration, String project) {
        Properties properties = new Properties();
        properties.putAll(configuration.settings());
        properties.setProperty("feature.project", project);
        return OnlineStoreConfig.from(properties);
    }
}
