package io.tidemill.infra.embeddedflink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.Test;

class LocalPrometheusReporterTest {
    @Test
    void aClusterTellsItsMetricsOnItsPort() throws Exception {
        // Given a cluster that is told a port
        int port = freePort();
        try (MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(EmbeddedCluster.metrics(Integer.toString(port)))
                .build())) {
            cluster.start();
            // When its metrics are asked for
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            // Then they are there
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("# TYPE flink_", "flink_jobmanager_");
        }
    }

    @Test
    void nobodyReachesItFromAnotherMachine() throws IOException {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        assumeThat(others).isNotEmpty();
        LocalPrometheusReporter reporter = new LocalPrometheusReporter();
        reporter.open(new MetricConfig());
        try {
            new Socket(InetAddress.getLoopbackAddress(), reporter.port()).close();
            for (InetAddress other : others) {
                assertThatThrownBy(() -> new Socket(other, reporter.port()).close())
                        .isInstanceOf(ConnectException.class);
            }
        } finally {
            reporter.close();
        }
    }

    private static int freePort() {
        LocalPrometheusReporter reporter = new LocalPrometheusReporter();
        reporter.open(new MetricConfig());
        int port = reporter.port();
        reporter.close();
        return port;
    }
}
