package io.tidemill.infra.embeddedflink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.DetachedJobExecutionResult;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The environment in which a job's program defines its graph without running it. */
final class CapturingEnvironment extends StreamExecutionEnvironment {
    private final List<StreamGraph> captured;

    private CapturingEnvironment(Configuration configuration, List<StreamGraph> captured) {
        super(configuration);
        this.captured = captured;
    }

    /** Runs a program on this thread, and returns the graph that it asked to run. */
    static StreamGraph graphOf(EmbeddedJob job, String[] arguments) throws Exception {
        List<StreamGraph> captured = new ArrayList<>();
        initializeContextEnvironment(configuration -> new CapturingEnvironment(configuration, captured));
        try {
            job.program().main(arguments);
        } finally {
            resetContextEnvironment();
        }
        if (captured.size() != 1) {
            throw new IllegalStateException("the program asked to run " + captured.size() + " jobs, expected one");
        }
        return captured.get(0);
    }

    @Override
    public JobExecutionResult execute(StreamGraph graph) {
        captured.add(graph);
        return new DetachedJobExecutionResult(new JobID());
    }
}
