package io.tidemill.infra.embeddedflink;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Flink cluster in this process, with its REST API and web page on {@code flink.rest-port}. */
final class EmbeddedCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCluster.class);

    /** A second one, in case the newest cannot be read. */
    private static final int RETAINED_CHECKPOINTS = 2;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final MiniCluster cluster;
    private final Checkpoints checkpoints;
    private final List<JobID> submitted = new ArrayList<>();

    private EmbeddedCluster(MiniCluster cluster, Checkpoints checkpoints) {
        this.cluster = cluster;
        this.checkpoints = checkpoints;
    }

    /** Starts a cluster with a slot for each subtask of each job. */
    static EmbeddedCluster start(JobConfiguration configuration, int jobs) throws Exception {
        Configuration settings = new Configuration();
        settings.set(RestOptions.PORT, configuration.count("flink.rest-port", 8081));
        settings.set(RestOptions.BIND_PORT, Integer.toString(configuration.count("flink.rest-port", 8081)));
        settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        settings.set(RestOptions.ADDRESS, "127.0.0.1");
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(192));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(96));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(96));
        configuration.find("flink.metrics-port").ifPresent(port -> settings.addAll(metrics(port)));
        String folder = configuration.text(JobConfiguration.CHECKPOINT_FOLDER);
        settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder);
        // Flink takes it from the cluster; what a job says of it counts for nothing.
        settings.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
        MiniClusterConfiguration described = new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(Math.max(1, jobs) * configuration.count(JobConfiguration.PARALLELISM, 1))
                .build();
        MiniCluster cluster = new MiniCluster(described);
        cluster.start();
        LOG.atInfo().addKeyValue("address", cluster.getRestAddress().get()).log("cluster started");
        return new EmbeddedCluster(cluster, new Checkpoints(Path.of(URI.create(folder))));
    }

    /** What has a cluster answer {@code /metrics} on a port. */
    static Configuration metrics(String port) {
        String reporter = "metrics.reporter.prometheus.";
        Configuration settings = new Configuration();
        settings.setString(reporter + "factory.class", LocalPrometheusReporterFactory.class.getName());
        settings.setString(reporter + LocalPrometheusReporter.PORT, port);
        return settings;
    }

    /** Runs a job's program as far as its graph, and submits that from the job's newest checkpoint. */
    void submit(EmbeddedJob job, String[] arguments) throws Exception {
        StreamGraph graph = CapturingEnvironment.graphOf(job, arguments);
        JobID id = JobEnvironment.jobId(graph.getJobName());
        JobGraph submittable = graph.getJobGraph(EmbeddedCluster.class.getClassLoader(), id);
        checkpoints.newest(id).ifPresent(checkpoint -> {
            LOG.atInfo().addKeyValue("checkpoint", checkpoint).log("job restored");
            submittable.setSavepointRestoreSettings(
                    SavepointRestoreSettings.forPath(checkpoint.toUri().toString(), false));
        });
        cluster.submitJob(submittable).get();
        submitted.add(id);
        LOG.atInfo().addKeyValue("job", submittable.getName()).log("job submitted");
    }

    /**
     * Waits until every job runs.
     *
     * @throws IllegalStateException if one does not in time, or ends
     */
    void awaitRunning(Duration patience) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        for (JobID job : submitted) {
            CompletableFuture<JobResult> end = cluster.requestJobResult(job);
            while (cluster.getJobStatus(job).get() != JobStatus.RUNNING) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("job " + job + " does not run after " + patience);
                }
                try {
                    throw unasked(end.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS));
                } catch (TimeoutException stillStarting) {
                    // It has not ended: look again whether it runs.
                }
            }
        }
    }

    /**
     * Waits until a job ends, which none of them should.
     *
     * @throws IllegalStateException always, naming the job and its failure
     */
    void awaitAnyEnd() throws Exception {
        List<CompletableFuture<JobResult>> results =
                submitted.stream().map(cluster::requestJobResult).toList();
        if (results.isEmpty()) {
            new CompletableFuture<>().get();
        }
        throw unasked((JobResult) CompletableFuture.anyOf(results.toArray(CompletableFuture[]::new))
                .get());
    }

    private static IllegalStateException unasked(JobResult ended) {
        Throwable failure = ended.getSerializedThrowable()
                .map(serialized -> serialized.deserializeError(EmbeddedCluster.class.getClassLoader()))
                .orElse(null);
        return new IllegalStateException("job " + ended.getJobId() + " ended", failure);
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
