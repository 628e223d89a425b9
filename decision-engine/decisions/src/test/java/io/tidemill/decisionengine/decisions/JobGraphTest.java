package io.tidemill.decisionengine.decisions;

import io.tidemill.infra.eventstreams.GoldenJobGraph;
import io.tidemill.infra.eventstreams.JobConfiguration;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobGraphTest {
    @Test
    void theJobIsWiredAsItWas() throws IOException {
        // Given two tasks an operator
        JobConfiguration configuration = new JobConfiguration(
                Map.of(JobConfiguration.KAFKA_BOOTSTRAP_SERVERS, "nowhere:1", JobConfiguration.PARALLELISM, "2"));
        // Then the job's graph is the one in the file
        GoldenJobGraph.beside(JobGraphTest.class)
                .requireOf(DecisionJob.define(configuration).getStreamGraph());
    }
}
