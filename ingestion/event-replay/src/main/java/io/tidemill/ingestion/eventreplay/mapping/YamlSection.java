package io.tidemill.ingestion.eventreplay.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A map of a YAML document, with its path for messages. Every scalar is text: Norway's code is not {@code false} here.
 *
 * @param path of the map in the document; empty for the document
 * @param keys what it holds
 */
public record YamlSection(String path, Map<?, ?> keys) {
    /** A whole document. */
    public static YamlSection parse(String yaml) throws InvalidMappingException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        DumperOptions dumping = new DumperOptions();
        Resolver textOnly = new Resolver() {
            @Override
            protected void addImplicitResolvers() {
                // None: a scalar is text.
            }
        };
        try {
            Object document = new Yaml(
                            new SafeConstructor(options), new Representer(dumping), dumping, options, textOnly)
                    .load(yaml);
            if (document instanceof Map<?, ?> keys) {
                return new YamlSection("", keys);
            }
        } catch (YAMLException e) {
            throw new InvalidMappingException("mapping", "no YAML: " + e.getMessage());
        }
        throw new InvalidMappingException("mapping", "expected keys and values");
    }

    /** The path of a key. */
    public String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Checks that there are no other keys. */
    public void allow(Set<String> allowed) throws InvalidMappingException {
        for (Object key : keys.keySet()) {
            if (!allowed.contains(String.valueOf(key))) {
                throw new InvalidMappingException(
                        path(String.valueOf(key)), "unknown key, expected one of " + new TreeSet<>(allowed));
            }
        }
    }

    /** The text of a key, where it is there. */
    public Optional<String> optionalText(String key) throws InvalidMappingException {
        Object value = keys.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw new InvalidMappingException(path(key), "expected text");
    }

    /** The text of a key. */
    public String text(String key) throws InvalidMappingException {
        return optionalText(key).orElseThrow(() -> new InvalidMappingException(path(key), "missing"));
    }

    /** The texts of a key, where it is there. */
    public Optional<List<String>> optionalTexts(String key) throws InvalidMappingException {
        Object value = keys.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return Optional.of(list.stream().map(String.class::cast).toList());
        }
        throw new InvalidMappingException(path(key), "expected a list of text");
    }

    /** The keys and values below a key. */
    public YamlSection section(String key) throws InvalidMappingException {
        Object value = keys.get(key);
        if (value instanceof Map<?, ?> map) {
            return new YamlSection(path(key), map);
        }
        throw new InvalidMappingException(path(key), value == null ? "missing" : "expected keys and values");
    }

    /** Whether there are keys and values below a key. */
    public boolean hasSection(String key) {
        return keys.get(key) instanceof Map<?, ?>;
    }
}
