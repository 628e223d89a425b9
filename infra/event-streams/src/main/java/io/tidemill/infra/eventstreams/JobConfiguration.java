package io.tidemill.infra.eventstreams;

import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The settings of a process, as its properties file has them: {@code .} for hierarchy, {@code -} inside a word.
 * Immutable.
 *
 * @param settings every setting by key
 */
public record JobConfiguration(Map<String, String> settings) {
    /** Key: where Kafka is. */
    public static final String KAFKA_BOOTSTRAP_SERVERS = "kafka.bootstrap-servers";

    /** Key: the folder or URI that checkpoints go to; the cluster's own setting when absent. */
    public static final String CHECKPOINT_FOLDER = "flink.checkpoint-folder";

    /** Key: time between checkpoints, {@code PT2S} by default. */
    public static final String CHECKPOINT_INTERVAL = "flink.checkpoint-interval";

    /** Key: how many subtasks an operator has, 1 by default. */
    public static final String PARALLELISM = "flink.parallelism";

    /** Key: how long the pair of source and id of an event is remembered, {@code P30D} by default. */
    public static final String DUPLICATES_REMEMBERED = "events.duplicates-remembered";

    /** Key: how much earlier than the latest event of its partition an event may be, {@code PT5S} by default. */
    public static final String OUT_OF_ORDERNESS = "events.out-of-orderness";

    /** Key: after how long without records a partition no longer holds the others back, {@code PT10S} by default. */
    public static final String IDLENESS = "events.idleness";

    /** Key: the file of the key that personal data is hashed with; needed where a schema asks for a hash. */
    public static final String PERSONAL_DATA_KEY_FILE = "pii.key-file";

    public JobConfiguration {
        settings = Map.copyOf(settings);
    }

    /**
     * Reads what {@code --config FILE} names.
     *
     * @throws JobConfigurationException if the option is missing or the file cannot be read
     */
    public static JobConfiguration fromArguments(String... arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            throw new JobConfigurationException(
                    "--config", String.join(" ", arguments), "--config FILE, FILE a properties file");
        }
        return fromFile(Path.of(arguments[1]));
    }

    /**
     * Reads a properties file.
     *
     * @throws JobConfigurationException if it cannot be read
     */
    public static JobConfiguration fromFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new JobConfigurationException("--config", file.toString(), "a readable properties file: " + e);
        }
        return new JobConfiguration(properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        key -> key, key -> properties.getProperty(key).strip())));
    }

    /** The same settings with one more or another. */
    public JobConfiguration with(String key, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(key, value);
        return new JobConfiguration(more);
    }

    /** The text of a setting that may be absent. */
    public Optional<String> find(String key) {
        return Optional.ofNullable(settings.get(key)).filter(value -> !value.isEmpty());
    }

    /** The text of a setting. */
    public String text(String key) {
        return find(key).orElseThrow(() -> new JobConfigurationException(key, "", "a value"));
    }

    /** The text of a setting, or what it is when absent. */
    public String text(String key, String otherwise) {
        return find(key).orElse(otherwise);
    }

    /** An ISO 8601 duration such as {@code PT2S}, not negative; or what it is when absent. */
    public Duration duration(String key, Duration otherwise) {
        return find(key).map(value -> toDuration(key, value)).orElse(otherwise);
    }

    /** A whole number of 1 or more, or what it is when absent. */
    public int count(String key, int otherwise) {
        return find(key).map(value -> toCount(key, value)).orElse(otherwise);
    }

    /** {@link #KAFKA_BOOTSTRAP_SERVERS}. */
    public String kafkaBootstrapServers() {
        return text(KAFKA_BOOTSTRAP_SERVERS);
    }

    /** {@link #DUPLICATES_REMEMBERED}. */
    public Duration duplicatesRemembered() {
        return duration(DUPLICATES_REMEMBERED, Duration.ofDays(30));
    }

    /** {@link #OUT_OF_ORDERNESS}. */
    public Duration outOfOrderness() {
        return duration(OUT_OF_ORDERNESS, Duration.ofSeconds(5));
    }

    /** {@link #IDLENESS}. */
    public Duration idleness() {
        return duration(IDLENESS, Duration.ofSeconds(10));
    }

    /** Where the schemas of events are: the keys {@code schemas.*}. */
    public SchemaSource schemas() {
        return SchemaSource.of(settings);
    }

    private static Duration toDuration(String key, String value) {
        try {
            Duration duration = Duration.parse(value);
            if (duration.isNegative()) {
                throw new JobConfigurationException(key, value, "a duration that is not negative");
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw new JobConfigurationException(key, value, "an ISO 8601 duration such as PT2S", e);
        }
    }

    private static int toCount(String key, String value) {
        try {
            int count = Integer.parseInt(value);
            if (count < 1) {
                throw new JobConfigurationException(key, value, "a whole number of 1 or more");
            }
            return count;
        } catch (NumberFormatException e) {
            throw new JobConfigurationException(key, value, "a whole number of 1 or more", e);
        }
    }
}
