package io.tidemill.infra.servers;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.HttpServer;
import io.tidemill.infra.httpserver.HttpServerSettings;
import io.tidemill.infra.httpserver.ServerParts;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.postgres.PostgresPool;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of the servers: waits for what they need, starts them together on one port, and stops them in order. */
public final class ServersProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ServersProcess.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private ServersProcess() {}

    /**
     * Runs until it is asked to end.
     *
     * @param arguments {@code --config FILE}
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            throw new IllegalArgumentException("expected --config FILE, found " + List.of(arguments));
        }
        Map<String, String> settings = settings(Path.of(arguments[1]));
        Configuration configuration = Configuration.of(settings);
        Clock clock = Clock.systemUTC();
        try {
            new Surroundings(configuration).await(PATIENCE);
            Closing closing = new Closing();
            Runtime.getRuntime().addShutdownHook(new Thread(closing::close, "stop-servers"));
            PostgresPool pool = closing.later(PostgresPool.open(configuration));
            ServerParts parts = ServerParts.of(configuration, pool.dataSource(), new PrometheusRegistry(), clock);
            Servers servers = closing.later(Servers.open(settings, parts, pool.dataSource()));
            HttpServer server =
                    closing.later(HttpServer.start(HttpServerSettings.of(configuration), parts, servers.groups()));
            LOG.atInfo().addKeyValue("port", server.port()).log("servers ready");
        } catch (IOException | RuntimeException | Error e) {
            LOG.atError().setCause(e).log("servers cannot start");
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    private static Map<String, String> settings(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        key -> key, key -> properties.getProperty(key).strip()));
    }
}
