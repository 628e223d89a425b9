package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this JVM that runs the lake job. */
final class TestingFlink implements AutoCloseable {
    private static final JobID JOB = JobEnvironment.jobId(LakeSinkJob.NAME);

    private final MiniCluster cluster;

    private TestingFlink(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /** Runs the job from its newest checkpoint, if there is one. */
    static TestingFlink run(JobConfiguration configuration, Path checkpoints) throws Exception {
        return runFrom(
                newest(checkpoints.resolve(JOB.toHexString()))
                        .map(chk -> chk.toUri().toString()),
                RecoveryClaimMode.CLAIM,
                configuration);
    }

    /** Runs the job from a savepoint. */
    static TestingFlink runFrom(String savepoint, JobConfiguration configuration) throws Exception {
        return runFrom(Optional.of(savepoint), RecoveryClaimMode.NO_CLAIM, configuration);
    }

    /** Runs the job without any checkpoint. */
    static TestingFlink runAnew(JobConfiguration configuration) throws Exception {
        return runFrom(Optional.empty(), RecoveryClaimMode.NO_CLAIM, configuration);
    }

    private static TestingFlink runFrom(
            Optional<String> checkpoint, RecoveryClaimMode mode, JobConfiguration configuration) throws Exception {
        Configuration settings = new Configuration();
        settings.set(RestOptions.BIND_PORT, "0");
        configuration.find("flink.metrics-port").ifPresent(port -> {
            settings.setString(
                    "metrics.reporter.prometheus.factory.class",
                    "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
            settings.setString("metrics.reporter.prometheus.port", port);
        });
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(Math.max(2, configuration.count(JobConfiguration.PARALLELISM, 1)))
                .build());
        cluster.start();
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, LakeSinkJob.NAME);
        LakeSinkJob.define(environment, configuration);
        JobGraph job = environment.getStreamGraph().getJobGraph();
        job.setJobID(JOB);
        checkpoint.ifPresent(
                path -> job.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(path, false, mode)));
        cluster.submitJob(job).get();
        return new TestingFlink(cluster);
    }

    /** Takes a savepoint of the running job, and tells where it is. */
    String savepoint(Path folder) throws Exception {
        return cluster.triggerSavepoint(JOB, folder.toUri().toString(), false, SavepointFormatType.NATIVE)
                .get();
    }

    /** Whether the job was restarted since it was submitted. */
    boolean hasRestarted() throws Exception {
        return lastRestart() > 0;
    }

    /** When the job was last restarted, in epoch milliseconds; 0 if it was not. */
    long lastRestart() throws Exception {
        return cluster.getExecutionGraph(JOB).get().getStatusTimestamp(JobStatus.RESTARTING);
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
