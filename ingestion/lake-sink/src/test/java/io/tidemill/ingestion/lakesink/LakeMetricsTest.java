package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeMetricsTest {
    private static final String PREFIX = "flink_taskmanager_job_task_operator_";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills the field.
    private Path folder;

    @Test
    void prometheusSeesWhatWasCommitted() throws Exception {
        int port = FreePorts.next();
        try (TestPostgres postgres = TestPostgres.start();
                TestingLakeJob job = new TestingLakeJob(postgres, folder);
                TestingFlink flink = TestingFlink.run(
                        job.configuration().with("flink.metrics-port", Integer.toString(port)), job.checkpoints())) {
            // Given a job that has committed
            job.orders(0, 100);
            job.rubbish(3);
            job.requireExactly(100, 3);
            assertThat(flink.hasRestarted()).isFalse();
            // When Prometheus asks, then it hears of rows by table, and of dead letters by reason
            await().untilAsserted(() -> {
                assertThat(values(port, "table_rowsCommitted", "table=\"order_paid\""))
                        .containsExactly("100.0");
                assertThat(values(port, "table_rowsCommitted", "table=\"dead_letter\""))
                        .containsExactly("3.0");
                assertThat(values(port, "reason_deadLetters", "reason=\"MISSING_ATTRIBUTE\""))
                        .containsExactly("3.0");
                assertThat(values(port, "pendingCommits", "")).hasSize(1);
                assertThat(values(port, "table_acceptedToCommittedMillis", "table=\"order_paid\""))
                        .singleElement()
                        .satisfies(lag -> assertThat(Double.parseDouble(lag)).isPositive());
            });
        }
    }

    private static List<String> values(int port, String metric, String label) throws Exception {
        String answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return answer.lines()
                .filter(line -> line.startsWith(PREFIX + metric + "{") && line.contains(label))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }
}
