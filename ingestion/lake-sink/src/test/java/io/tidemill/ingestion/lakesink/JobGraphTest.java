package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/**
 * State is found again by uid and by operator. Who changes job-graph.txt on purpose says in the commit what becomes of the
 * checkpoints of running jobs.
 */
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
        String golden;
        try (var file = Objects.requireNonNull(JobGraphTest.class.getResourceAsStream("job-graph.txt"))) {
            golden = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(describe(environment.getStreamGraph())).isEqualTo(golden);
    }

    private static String describe(StreamGraph graph) {
        return graph.getStreamNodes().stream()
                .sorted(Comparator.comparing(StreamNode::getOperatorName))
                .flatMap(node -> Stream.concat(
                        Stream.of(node.getOperatorName() + " uid=" + node.getTransformationUID() + " parallelism="
                                + node.getParallelism()),
                        node.getOutEdges().stream()
                                .map(edge -> "  " + describe(edge, graph))
                                .sorted()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String describe(StreamEdge edge, StreamGraph graph) {
        String side =
                edge.getOutputTag() == null ? "" : " of " + edge.getOutputTag().getId();
        return "-> " + graph.getStreamNode(edge.getTargetId()).getOperatorName() + " by " + edge.getPartitioner()
                + side;
    }
}
