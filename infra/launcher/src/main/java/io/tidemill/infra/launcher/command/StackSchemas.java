package io.tidemill.infra.launcher.command;

import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.registryclient.RegistryAwayException;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The event types of the stack on a data folder: those of the registry that it is configured with. */
final class StackSchemas {
    private StackSchemas() {}

    /**
     * Asks the stack's registry. Where no stack has run there are the released types; where its registry does not answer,
     * there are those that are known without it, which is said.
     */
    static EventSchemas of(Path data, PrintWriter problems) throws IOException, InterruptedException {
        Optional<Map<String, String>> settings = StackSettings.of(data);
        if (settings.isEmpty()) {
            return SchemaSource.released().open();
        }
        SchemaSource source = SchemaSource.of(settings.get());
        try {
            return source.current();
        } catch (RegistryAwayException e) {
            problems.println("tidemill: " + e.getMessage() + "; types that were registered there are not known now");
            return source.open();
        }
    }
}
