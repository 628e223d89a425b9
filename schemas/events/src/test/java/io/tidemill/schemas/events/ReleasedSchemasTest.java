package io.tidemill.schemas.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReleasedSchemasTest {
    private static final ReleasedSchemas SCHEMAS = ReleasedSchemas.load();

    static Stream<ReleasedSchema> latest() {
        return SCHEMAS.latest().stream();
    }

    static Stream<ReleasedSchema> all() {
        return SCHEMAS.all().stream();
    }

    @ParameterizedTest
    @MethodSource("latest")
    void theSchemaThatIsCompiledIsTheNewestReleased(ReleasedSchema released) throws IOException {
        // Given the schema the types are generated from
        Schema current = current(released.type());
        // Then it is, to the letter, the newest released one: a change is released as a new version
        assertThat(current).isEqualTo(released.schema());
    }

    @ParameterizedTest
    @MethodSource("all")
    void theNewestReadsEveryReleasedVersion(ReleasedSchema written) {
        // Given the newest version of the type
        Schema reader = SCHEMAS.latest(written.type()).orElseThrow().schema();
        // Then it is backward compatible: it reads what any earlier version wrote
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, written.schema())
                        .getType())
                .as("%s reads version %s", written.type(), written.version())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @Test
    void aRequiredFieldMoreIsNotBackwardCompatible() {
        // Given a schema that asks for a field that no released version wrote
        Schema released = SCHEMAS.latest("order.paid").orElseThrow().schema();
        Schema breaking = new Schema.Parser()
                .parse(released.toString()
                        .replace("\"fields\":[", "\"fields\":[{\"name\":\"till\",\"type\":\"string\"},"));
        // Then the check that guards releases sees it
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(breaking, released)
                        .getType())
                .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
    }

    @Test
    void everySchemaThatIsCompiledIsReleased() throws IOException {
        // Given the schemas that types are generated from
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/schemas/current"))) {
            List<String> types = files.map(file -> file.getFileName().toString().replaceFirst("[.]avsc$", ""))
                    .toList();
            // Then each has a line in the list of those that are released
            assertThat(types).isNotEmpty().allMatch(type -> SCHEMAS.latest(type).isPresent());
        }
    }

    @Test
    void versionsOfATypeAscendFromOneWithoutGaps() {
        for (ReleasedSchema latest : SCHEMAS.latest()) {
            List<Integer> versions = all().filter(s -> s.type().equals(latest.type()))
                    .map(ReleasedSchema::version)
                    .sorted()
                    .toList();
            assertThat(versions).first().isEqualTo(1);
            assertThat(versions).last().isEqualTo(versions.size());
        }
    }

    private static Schema current(String type) throws IOException {
        try (InputStream in = ReleasedSchemas.class.getResourceAsStream("/schemas/current/" + type + ".avsc")) {
            return new Schema.Parser().parse(in);
        }
    }
}
