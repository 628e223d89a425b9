package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a definitions folder as a request. */
final class FeatureFiles {
    private FeatureFiles() {}

    /**
     * The body of a request to plan or apply a folder.
     *
     * @throws io.tidemill.schemas.featureviews.InvalidDefinitionsException if anything in it is wrong
     */
    static ObjectNode request(Path folder) throws IOException {
        FeatureDefinitions.read(folder);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode files = body.putObject("files");
        try (Stream<Path> found = Files.list(folder.resolve("features"))) {
            List<Path> yaml = found.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
            for (Path file : yaml) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return body;
    }
}
