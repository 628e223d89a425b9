package io.tidemill.infra.embeddedkafka;

import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of the embedded broker: starts it, creates the topics that are declared and missing, and then says that it
 * is ready by writing its process id to {@code run/kafka.ready} in the data folder.
 */
public final class BrokerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerProcess.class);

    private BrokerProcess() {}

    /**
     * Runs until it is asked to end.
     *
     * @param arguments {@code --config FILE}, with the keys {@code data.folder}, {@code kafka.bootstrap-servers} and
     *     {@code kafka.controller-port}
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            throw new IllegalArgumentException("expected --config FILE, found " + List.of(arguments));
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[1]))) {
            properties.load(reader);
        }
        Path folder = Path.of(required(properties, "data.folder"));
        String address = required(properties, "kafka.bootstrap-servers");
        KafkaBroker broker = KafkaBroker.start(
                folder.resolve("kafka"),
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
                Integer.parseInt(required(properties, "kafka.controller-port")),
                Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close-broker"));
        createTopics(broker.bootstrapServers(), Topics.all());
        Path ready = folder.resolve("run").resolve("kafka.ready");
        Files.createDirectories(ready.getParent());
        Files.writeString(ready, Long.toString(ProcessHandle.current().pid()));
        LOG.atInfo().addKeyValue("address", broker.bootstrapServers()).log("broker ready");
        broker.awaitShutdown();
    }

    private static void createTopics(String bootstrapServers, List<Topic> topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = topics.stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.settings()))
                    .toList();
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot create topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    private static String required(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("configuration key " + key + " is missing");
        }
        return value;
    }
}
