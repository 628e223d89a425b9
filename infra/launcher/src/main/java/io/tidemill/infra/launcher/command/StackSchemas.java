package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.registryclient.RegistryAwayException;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** The event types of the stack on a data folder: those of the registry that it is configured with. */
final class StackSchemas {
    private StackSchemas() {}

    /**
     * Asks the stack's registry. Where no stack has run there are the released types; where its registry does not answer,
     * there are those that are known without it, which is said.
     */
    static EventSchemas of(Path data, PrintWriter problems) throws IOException, InterruptedException {
        Path configuration = new DataFolder(data).configuration();
        if (!Files.exists(configuration)) {
            return SchemaSource.released().open();
        }
        SchemaSource source = SchemaSource.of(settings(configuration));
        try {
            return source.current();
        } catch (RegistryAwayException e) {
            problems.println("tidemill: " + e.getMessage() + "; types that were registered there are not known now");
            return source.open();
        }
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
