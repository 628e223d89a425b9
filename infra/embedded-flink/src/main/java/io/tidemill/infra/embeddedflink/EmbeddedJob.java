package io.tidemill.infra.embeddedflink;

import io.tidemill.decisionengine.decisions.DecisionJob;
import io.tidemill.featurejobs.streamingfeatures.StreamingFeaturesJob;
import io.tidemill.ingestion.lakemaintenance.LakeMaintenanceJob;
import io.tidemill.ingestion.lakesink.LakeSinkJob;
import java.util.List;
import java.util.Objects;

/**
 * A job by its main program: the same that {@code flink run} starts on any other cluster.
 *
 * @param program the main class
 */
record EmbeddedJob(Program program) {
    /** The main method of a job. */
    @FunctionalInterface
    interface Program {
        void main(String[] arguments) throws Exception;
    }

    EmbeddedJob {
        Objects.requireNonNull(program, "program");
    }

    /** The jobs of Tidemill. */
    static List<EmbeddedJob> all() {
        return List.of(
                new EmbeddedJob(LakeSinkJob::main),
                new EmbeddedJob(LakeMaintenanceJob::main),
                new EmbeddedJob(StreamingFeaturesJob::main),
                new EmbeddedJob(DecisionJob::main));
    }
}
