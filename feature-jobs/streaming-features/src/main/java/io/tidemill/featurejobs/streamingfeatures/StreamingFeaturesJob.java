package io.tidemill.featurejobs.streamingfeatures;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.infra.eventstreams.EventTopics;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobConfigurationException;
import io.tidemill.infra.eventstreams.JobEnvironment;
import io.tidemill.infra.eventstreams.StreamedRecord;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink job that keeps the online store's features up to date: {@code --config FILE}. */
public final class StreamingFeaturesJob {
    /** The job's name, from which its id follows. */
    public static final String NAME = "streaming-features";

    /** Key: the folder whose {@code features/*.yaml} define the views. */
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
     * Wires the workflow to Kafka and the online store.
     *
     * @throws IOException if a definition cannot be read
     */
    public static void define(StreamExecutionEnvironment environment, JobConfiguration configuration)
            throws IOException {
        Clock clock = Clock.systemUTC();
        String folder = configuration.text(DEFINITIONS_FOLDER);
        FeatureDefinitions definitions = FeatureDefinitions.read(Path.of(folder));
        DataStream<StreamedRecord> records = EventTopics.read(
                environment, configuration, "streaming-features.events", topics(definitions, folder), clock);
        StreamingFeaturesWorkflow.define(
                records,
                definitions,
                configuration.schemas(),
                store(configuration, definitions),
                configuration.duplicatesRemembered(),
                clock);
    }

    private static List<Topic> topics(FeatureDefinitions definitions, String folder) {
        List<String> sources = definitions.views().stream()
                .map(StreamFeatureView::source)
                .distinct()
                .sorted()
                .toList();
        if (sources.isEmpty() || !EventTypes.business().containsAll(sources)) {
            throw new JobConfigurationException(
                    DEFINITIONS_FOLDER, folder, "views of business event types, " + EventTypes.business());
        }
        return sources.stream().map(Topics::ofEvents).toList();
    }

    /** The project is the definitions': what is written for a project is read under its name. */
    private static OnlineStoreConfig store(JobConfiguration configuration, FeatureDefinitions definitions) {
        Properties properties = new Properties();
        properties.putAll(configuration.settings());
        properties.setProperty("feature.project", definitions.project());
        return OnlineStoreConfig.from(properties);
    }
}
