package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A schema in a file, and the event type it is to be of. */
final class SchemaFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENDING = ".avsc";

    @Parameters(paramLabel = "FILE", description = "An Avro schema in JSON.")
    private Path file = Path.of("");

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "",
            description = "The event type (default: the file's name without .avsc).")
    private String type = "";

    String type() {
        if (!type.isEmpty()) {
            return type;
        }
        String name = file.getFileName().toString();
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    /** The path below the registry of something about the subject of the type. */
    String path(String before, String after) {
        return "/schema-registry" + before + "/subjects/tidemill.events." + type() + "-value/versions" + after;
    }

    JsonNode body() throws IOException {
        return JSON.createObjectNode().put("schema", Files.readString(file));
    }
}
