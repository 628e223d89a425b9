package io.tidemill.infra.embeddedflink;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** What the jobs cannot be submitted without: the lake's catalogue, and Kafka with its topics. */
final class Surroundings {
    private static final long PAUSE_MILLIS = 100;
    private static final int TIMEOUT_MILLIS = 2_000;

    private Surroundings() {}

    /** A question that fails until its answer is yes. */
    @FunctionalInterface
    private interface Check {
        void ask() throws Exception;
    }

    /**
     * Waits until both answer.
     *
     * @throws IllegalStateException if one does not in time
     */
    static void await(JobConfiguration configuration, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        if (configuration.text("lake.catalog", "jdbc").equals("jdbc")) {
            await("lake.catalog-uri", () -> askCatalogue(configuration.text("lake.catalog-uri")), deadline);
        }
        String servers = configuration.kafkaBootstrapServers();
        await("kafka.bootstrap-servers", () -> askSocket(servers.split(",", -1)[0]), deadline);
        List<String> names = Topics.all().stream().map(Topic::name).toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            await(
                    "kafka.bootstrap-servers",
                    () -> admin.describeTopics(names).allTopicNames().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS),
                    deadline);
        }
    }

    private static void askCatalogue(String uri) throws Exception {
        try (Connection connection = DriverManager.getConnection(uri)) {
            if (!connection.isValid(TIMEOUT_MILLIS / 1000)) {
                throw new IllegalStateException("not valid");
            }
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
