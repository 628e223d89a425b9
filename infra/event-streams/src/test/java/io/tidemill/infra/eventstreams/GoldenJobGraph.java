package io.tidemill.infra.eventstreams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;

/**
 * The graph of a job as it was when it was last changed on purpose: its operators with their uids, and what goes where.
 * State is found again by uid and by operator; who changes the file says in the commit what becomes of the checkpoints of
 * running jobs.
 *
 * @param text a line for each operator, by name, and one below it for each edge out of it
 */
public record GoldenJobGraph(String text) {
    /** What is in {@code job-graph.txt} beside a test. */
    public static GoldenJobGraph beside(Class<?> test) throws IOException {
        try (InputStream file = Objects.requireNonNull(test.getResourceAsStream("job-graph.txt"), "job-graph.txt")) {
            return new GoldenJobGraph(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Fails unless a job has this graph; the graph that it has is left in {@code target/job-graph.txt}. */
    public void requireOf(StreamGraph graph) throws IOException {
        String now = describe(graph);
        Files.writeString(Path.of("target", "job-graph.txt"), now);
        assertThat(now).isEqualTo(text);
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
