package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.featureviews.Computation.Aggregate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of definitions that a test writes. */
record DefinitionsFolder(Path path) {
    void write(String name, String yaml) throws IOException {
        Files.writeString(Files.createDirectories(path.resolve("features")).resolve(name), yaml);
    }

    FeatureDefinitions read() throws IOException {
        return FeatureDefinitions.read(path);
    }

    /** What is wrong with what was written, in words. */
    List<String> problems() throws IOException {
        try {
            read();
            return List.of();
        } catch (InvalidDefinitionsException e) {
            return e.problems().stream().map(DefinitionProblem::toString).toList();
        }
    }

    static Aggregate aggregate(StreamFeatureView view, String feature) {
        return view.feature(feature).orElseThrow().aggregate().orElseThrow();
    }
}
