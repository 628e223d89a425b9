package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.stack.DataFolder;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** What the stack on a data folder was last started with. */
final class StackSettings {
    private StackSettings() {}

    /** The settings; empty where no stack has run. */
    static Optional<Map<String, String>> of(Path data) throws IOException {
        Path file = new DataFolder(data).configuration();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return Optional.of(properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        key -> key, key -> properties.getProperty(key).strip())));
    }
}
