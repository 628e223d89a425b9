package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.featurejobs.streamingfeatures.StreamingFeaturesJob;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The streaming job, which can be stopped at any moment and goes on from its newest checkpoint. */
final class TestingJob implements AutoCloseable {
    private final Path checkpoints;
    private final JobConfiguration configuration;
    private JobClient running;

    TestingJob(Path folder, String kafka, int redis) throws Exception {
        checkpoints = folder.resolve("checkpoints");
        configuration = new JobConfiguration(Map.of(
                JobConfiguration.KAFKA_BOOTSTRAP_SERVERS,
                kafka,
                JobConfiguration.CHECKPOINT_FOLDER,
                checkpoints.toUri().toString(),
                JobConfiguration.CHECKPOINT_INTERVAL,
                "PT0.2S",
                JobConfiguration.PARALLELISM,
                "2",
                StreamingFeaturesJob.DEFINITIONS_FOLDER,
                folder.toString(),
                "redis.host",
                "127.0.0.1",
                "redis.port",
                Integer.toString(redis)));
        running = start();
    }

    /** Stops it wherever it is, and starts it from its newest whole checkpoint. */
    void kill() throws Exception {
        running.cancel().get();
        running = start();
    }

    @Override
    public void close() throws Exception {
        running.cancel().get();
    }

    private JobClient start() throws Exception {
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, StreamingFeaturesJob.NAME);
        newest().ifPresent(path -> {
            Configuration recovery = new Configuration();
            recovery.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
            environment.configure(recovery);
        });
        StreamingFeaturesJob.define(environment, configuration, StreamingFeaturesJob.catalogue(configuration));
        return environment.executeAsync(StreamingFeaturesJob.NAME);
    }

    private Optional<Path> newest() throws IOException {
        if (!Files.exists(checkpoints)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.find(checkpoints, 3, (path, attributes) -> path.endsWith("_metadata"))) {
            return found.map(path -> Objects.requireNonNull(path.getParent()))
                    .max(Comparator.comparing(
                            path -> Long.parseLong(path.getFileName().toString().replace("chk-", ""))));
        }
    }
}
