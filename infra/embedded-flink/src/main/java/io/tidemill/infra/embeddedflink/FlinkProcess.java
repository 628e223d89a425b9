package io.tidemill.infra.embeddedflink;

import io.tidemill.infra.eventstreams.JobConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of the embedded cluster: starts it, submits each job from its newest checkpoint, and ends with a failure when
 * a job ends, so that whoever supervises the process starts it again.
 */
public final class FlinkProcess {
    private static final Logger LOG = LoggerFactory.getLogger(FlinkProcess.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private FlinkProcess() {}

    /**
     * Runs until it is asked to end or a job ends.
     *
     * @param arguments {@code --config FILE}
     */
    public static void main(String[] arguments) {
        try {
            run(arguments);
        } catch (Throwable e) {
            LOG.atError().setCause(e).log("cluster ends");
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(String[] arguments) throws Exception {
        JobConfiguration configuration = JobConfiguration.fromArguments(arguments);
        Path ready = Path.of(configuration.text("data.folder")).resolve("run").resolve("flink.ready");
        List<EmbeddedJob> jobs = EmbeddedJob.all();
        try (EmbeddedCluster cluster = EmbeddedCluster.start(configuration, jobs.size())) {
            Surroundings.await(configuration, PATIENCE);
            for (EmbeddedJob job : jobs) {
                cluster.submit(job, arguments);
            }
            cluster.awaitRunning(PATIENCE);
            Files.createDirectories(ready.getParent());
            Files.writeString(ready, Long.toString(ProcessHandle.current().pid()));
            LOG.atInfo().addKeyValue("jobs", jobs.size()).log("jobs run");
            cluster.awaitAnyEnd();
        }
    }
}
