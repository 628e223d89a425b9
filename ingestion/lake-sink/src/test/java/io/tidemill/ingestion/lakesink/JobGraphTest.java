package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.GoldenJobGraph;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class JobGraphTest {
    @Test
    void theJobIsWiredAsItWas() throws Exception {
        // Given the job with two tasks an operator
        JobConfiguration configuration = LakeSinkJob.configured(new JobConfiguration(Map.of(
                JobConfiguration.KAFKA_BOOTSTRAP_SERVERS,
                "nowhere:1",
                JobConfiguration.PARALLELISM,
                "2",
                "lake.catalog-uri",
                "jdbc:none",
                "lake.warehouse",
                "/nowhere")));
        StreamExecutionEnvironment environment = JobEnvironment.create(configuration, LakeSinkJob.NAME);
        // When it is defined
        LakeSinkJob.define(environment, configuration);
        // Then its graph is the one in the file
        GoldenJobGraph.beside(JobGraphTest.class).requireOf(environment.getStreamGraph());
    }
}
