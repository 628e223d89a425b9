package io.tidemill.infra.embeddedflink;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.jspecify.annotations.Nullable;

/**
 * Flink's metrics in Prometheus's text format on 127.0.0.1. Flink's own reporter listens on every address of the machine,
 * without a token, and cannot be told otherwise.
 */
public final class LocalPrometheusReporter extends AbstractPrometheusReporter {
    /** Key: the port, 0 for a free one. */
    static final String PORT = "port";

    private @Nullable HTTPServer server;

    @Override
    public void open(MetricConfig config) {
        super.open(config);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), config.getInteger(PORT, 0));
        try {
            server = new HTTPServer(address, metrics());
        } catch (IOException e) {
            throw new UncheckedIOException("flink.metrics-port " + address.getPort() + ": cannot listen", e);
        }
    }

    /** The port it listens on. */
    int port() {
        return Objects.requireNonNull(server, "not open").getPort();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
        super.close();
    }

    /** Flink's reporters share it inside their package alone. */
    private CollectorRegistry metrics() {
        try {
            Field registry = AbstractPrometheusReporter.class.getDeclaredField("registry");
            registry.setAccessible(true);
            return (CollectorRegistry) registry.get(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Flink's reporter keeps its metrics elsewhere", e);
        }
    }
}
