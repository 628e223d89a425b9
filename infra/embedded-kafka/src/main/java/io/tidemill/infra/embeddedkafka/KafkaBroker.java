package io.tidemill.infra.embeddedkafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One real Kafka broker in KRaft mode, its own controller, in this JVM. Its folder survives the death of the process:
 * a broker started on the same folder goes on where the last one was.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final int NODE_ID = 1;
    private static final String CONTROLLER = "CONTROLLER";

    private final String bootstrapServers;
    private final KafkaRaftServer server;

    private KafkaBroker(String bootstrapServers, KafkaRaftServer server) {
        this.bootstrapServers = bootstrapServers;
        this.server = server;
    }

    /**
     * Starts a broker and returns when it serves.
     *
     * @param folder where its log lives; formatted when new
     * @param port the port clients connect to, on 127.0.0.1
     * @param controllerPort the port of its controller
     * @param overrides settings in Kafka's own names, over those set here
     * @throws IOException if the folder cannot be formatted
     */
    public static KafkaBroker start(Path folder, int port, int controllerPort, Map<String, String> overrides)
            throws IOException {
        Properties properties = settings(folder, port, controllerPort);
        properties.putAll(overrides);
        format(folder);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new KafkaBroker("127.0.0.1:" + port, server);
    }

    /** What a client sets as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Waits until the broker has been shut down. */
    public void awaitShutdown() {
        server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties settings(Path folder, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("process.roles", "broker,controller"),
                Map.entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("listener.security.protocol.map", CONTROLLER + ":PLAINTEXT,PLAINTEXT:PLAINTEXT"),
                Map.entry("log.dirs", folder.toAbsolutePath().toString()),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("auto.create.topics.enable", "false"),
                // A broker that was killed comes back only when its last session has timed out.
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("transaction.max.timeout.ms", "900000"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.segment.bytes", Integer.toString(64 << 20)),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20))));
        return properties;
    }

    private static void format(Path folder) throws IOException {
        if (Files.exists(folder.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(folder);
        try {
            new Formatter()
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(folder.toAbsolutePath().toString()))
                    .setControllerListenerName(CONTROLLER)
                    .setMetadataLogDirectory(folder.toAbsolutePath().toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .run();
        } catch (Exception e) {
            throw new IOException(
                    "cannot format " + folder + " for Kafka: "
                            + Objects.requireNonNull(e).getMessage(),
                    e);
        }
    }
}
