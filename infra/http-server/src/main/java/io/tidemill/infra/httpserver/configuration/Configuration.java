package io.tidemill.infra.httpserver.configuration;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Settings of a process by key, such as {@code http.port}. Immutable. Every method throws {@link ConfigurationException}
 * when a key without default is absent or a value has not the expected form.
 */
public final class Configuration {
    private final Map<String, String> values;

    private Configuration(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    /** Settings from a map. */
    public static Configuration of(Map<String, String> values) {
        return new Configuration(values);
    }

    /** Settings from a properties file in UTF-8. */
    public static Configuration load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException("configuration file " + file + ": cannot be read as properties: " + e);
        }
        return new Configuration(properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        key -> key, key -> properties.getProperty(key).strip())));
    }

    /** Text; an empty value counts as absent. */
    public String text(String key) {
        return required(key, optionalText(key), "a text");
    }

    public String text(String key, String fallback) {
        return optionalText(key).orElse(fallback);
    }

    public Optional<String> optionalText(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }

    /** A whole number from {@code minimum} to {@code maximum}. */
    public int integer(String key, int minimum, int maximum) {
        return required(key, optionalInteger(key, minimum, maximum), range(minimum, maximum));
    }

    public int integer(String key, int minimum, int maximum, int fallback) {
        return optionalInteger(key, minimum, maximum).orElse(fallback);
    }

    /** A duration in ISO 8601, such as {@code PT2S}. */
    public Duration duration(String key) {
        return required(key, optionalDuration(key), "a duration such as PT2S");
    }

    public Duration duration(String key, Duration fallback) {
        return optionalDuration(key).orElse(fallback);
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key, boolean fallback) {
        return parsed(key, "true or false", value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException(value);
                })
                .orElse(fallback);
    }

    /** A file or folder. */
    public Path path(String key) {
        return required(key, optionalPath(key), "a path");
    }

    public Optional<Path> optionalPath(String key) {
        return parsed(key, "a path", Path::of);
    }

    /** A URI with a scheme. */
    public URI uri(String key) {
        return required(key, optionalUri(key), "a URI with a scheme");
    }

    public Optional<URI> optionalUri(String key) {
        return parsed(key, "a URI with a scheme", value -> {
            URI uri = URI.create(value);
            if (!uri.isAbsolute()) {
                throw new IllegalArgumentException(value);
            }
            return uri;
        });
    }

    /** Every setting by key. */
    public Map<String, String> all() {
        return Map.copyOf(values);
    }

    /** The settings below a prefix, the prefix and its dot cut off: {@code kafka} gives {@code bootstrap-servers}. */
    public Map<String, String> below(String prefix) {
        String start = prefix + ".";
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(start))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(start.length()), Map.Entry::getValue));
    }

    private Optional<Integer> optionalInteger(String key, int minimum, int maximum) {
        return parsed(key, range(minimum, maximum), value -> {
            int number = Integer.parseInt(value);
            if (number < minimum || number > maximum) {
                throw new IllegalArgumentException(value);
            }
            return number;
        });
    }

    private Optional<Duration> optionalDuration(String key) {
        return parsed(key, "a duration such as PT2S", Duration::parse);
    }

    private <T> Optional<T> parsed(String key, String expected, Function<String, T> parser) {
        return optionalText(key).map(value -> {
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new ConfigurationException(key + "=" + value + ": expected " + expected);
            }
        });
    }

    private static String range(int minimum, int maximum) {
        return "a whole number from " + minimum + " to " + maximum;
    }

    private static <T> T required(String key, Optional<T> value, String expected) {
        return value.orElseThrow(() -> new ConfigurationException(key + " is not set: expected " + expected));
    }
}
