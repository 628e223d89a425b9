package io.tidemill.infra.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.infra.testsupport.TestingRegistry;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.schemas.events.EventSchemas;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types that a file may be replayed as. */
class StackSchemasTest {
    private static final String MAPPING =
            """
            format: csv
            event: {type: parcel.sent, source: /depot, id: "${line}", subject: "${to}", time: "${at}"}
            data: {grams: "${grams}"}
            """;

    private final StringWriter said = new StringWriter();

    @TempDir
    private Path data = Path.of("");

    @Test
    void areThoseThatTheRegistryOfTheStackHasNow() throws Exception {
        try (TestingRegistry registry = new TestingRegistry()) {
            // Given a stack, and a type that was registered while it runs
            configure(registry);
            registry.add("parcel.sent", 1, 1001, record("{\"name\":\"weight\",\"type\":\"int\"}"));
            registry.add("parcel.sent", 2, 1002, record("{\"name\":\"grams\",\"type\":\"int\"}"));

            // When
            EventSchemas schemas = schemas();

            // Then
            assertThat(Mapping.parse(MAPPING, schemas).type()).isEqualTo("parcel.sent");
            assertThat(schemas.latest("order.paid")).isPresent();
            assertThat(said.toString()).isEmpty();
        }
    }

    @Test
    void areThoseThatAreKnownWithoutItWhileItIsAway() throws Exception {
        try (TestingRegistry registry = new TestingRegistry()) {
            // Given
            configure(registry);
            registry.goAway();

            // When
            EventSchemas schemas = schemas();

            // Then
            assertThat(schemas.latest("order.paid")).isPresent();
            assertThat(said.toString()).contains("does not answer", "registered there are not known now");
        }
    }

    @Test
    void areTheReleasedOnesWhereNoStackHasRun() throws Exception {
        assertThat(schemas().latest("order.paid")).isPresent();
        assertThat(said.toString()).isEmpty();
    }

    private EventSchemas schemas() throws Exception {
        return StackSchemas.of(data, new PrintWriter(said, true));
    }

    private void configure(TestingRegistry registry) throws Exception {
        Path file = new DataFolder(data).configuration();
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "schemas.registry-url=" + registry.url() + "\nschemas.released-ids=true\n");
    }

    private static String record(String field) {
        return "{\"type\":\"record\",\"name\":\"P\",\"fields\":[" + field + "]}";
    }
}
