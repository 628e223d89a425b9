package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this JVM that runs the lake job from its newest checkpoint, if there is one. */
final class TestingFlink implements AutoCloseable {
    private final MiniCluster cluster;

    private TestingFlink(MiniCluster cluster) {
        this.cluster = cluster;
    }

    static TestingFlink run(JobConfiguration configuration, Path checkpoints) throws Exception {
        Configuration settings = new Configuration();
        settings.set(RestOptions.BIND_PORT, "0");
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(2)
                .build());
        cluster.start();
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, LakeSinkJob.NAME);
        LakeSinkJob.define(environment, configuration);
        JobGraph job = environment.getStreamGraph().getJobGraph();
        job.setJobID(JobEnvironment.jobId(LakeSinkJob.NAME));
        newest(checkpoints.resolve(job.getJobID().toHexString()))
                .ifPresent(chk -> job.setSavepointRestoreSettings(
                        SavepointRestoreSettings.forPath(chk.toUri().toString(), false, RecoveryClaimMode.CLAIM)));
        cluster.submitJob(job).get();
        return new TestingFlink(cluster);
    }

    /** The task manager dies with all that is in its memory, and another comes. */
    void loseTaskManager() throws Exception {
        cluster.terminateTaskManager(0).get();
        cluster.startTaskManager();
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }

    private static Optional<Path> newest(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> Files.exists(child.resolve("_metadata")))
                    .max(Comparator.comparing(child ->
                            Integer.parseInt(child.getFileName().toString().substring(4))));
        }
    }
}
