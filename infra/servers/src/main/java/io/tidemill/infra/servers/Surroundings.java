package io.tidemill.infra.servers;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** What the servers cannot start without: PostgreSQL, Redis, and Kafka with its topics. */
final class Surroundings {
    private static final long PAUSE_MILLIS = 100;
    private static final int TIMEOUT_MILLIS = 2_000;

    private final Configuration configuration;

    Surroundings(Configuration configuration) {
        this.configuration = configuration;
    }

    /** A question that fails until its answer is yes. */
    @FunctionalInterface
    private interface Check {
        void ask() throws Exception;
    }

    /**
     * Waits until all of them answer.
     *
     * @throws IllegalStateException if one does not in time
     */
    void await(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        await("postgres.url", this::askPostgres, deadline);
        await("redis.host or redis.nodes", this::askRedis, deadline);
        awaitTopics(deadline);
    }

    private void askPostgres() throws Exception {
        try (Connection connection = DriverManager.getConnection(configuration.text("postgres.url"))) {
            if (!connection.isValid(TIMEOUT_MILLIS / 1000)) {
                throw new IllegalStateException("not valid");
            }
        }
    }

    private void askRedis() {
        Properties properties = new Properties();
        properties.putAll(configuration.all());
        try (OnlineStoreReader reader = OnlineStoreReader.open(OnlineStoreConfig.from(properties))) {
            reader.check();
        }
    }

    private void awaitTopics(long deadline) throws InterruptedException {
        List<String> names = Topics.all().stream().map(Topic::name).toList();
        String servers = configuration.text("kafka.bootstrap-servers");
        await("kafka.bootstrap-servers", () -> askSocket(servers.split(",", -1)[0]), deadline);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            await(
                    "kafka.bootstrap-servers",
                    () -> admin.describeTopics(names).allTopicNames().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS),
                    deadline);
        }
    }

    private static void askSocket(String address) throws Exception {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    TIMEOUT_MILLIS);
        }
    }

    private static void await(String key, Check check, long deadline) throws InterruptedException {
        while (true) {
            try {
                check.ask();
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("what " + key + " names does not answer", e);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
