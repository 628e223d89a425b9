package io.tidemill.featurejobs.feastregistry;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Path;

/** Definitions that tests export. */
final class TestingDefinitions {
    private TestingDefinitions() {}

    /** A view for each type of key, and features of every type of value. */
    static FeatureDefinitions market() throws IOException {
        return FeatureDefinitions.read(Path.of("src/test/resources/feast/definitions"));
    }

    /** The definitions of an example of the repository. */
    static FeatureDefinitions example(String name) throws IOException {
        return FeatureDefinitions.read(Path.of("../../examples").resolve(name));
    }
}
