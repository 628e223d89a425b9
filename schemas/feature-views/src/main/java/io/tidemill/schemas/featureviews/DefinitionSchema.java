package io.tidemill.schemas.featureviews;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The JSON Schema (draft 7, which editors' YAML plugins take) of a file of definitions, for completion and for what can be said of one
 * file alone. What depends on the events' schemas or on other files {@link FeatureDefinitions} alone can tell.
 */
public final class DefinitionSchema {
    private static final String RESOURCE = "features.schema.json";

    private DefinitionSchema() {}

    /** The schema as JSON. */
    public static String text() {
        try (InputStream in = Objects.requireNonNull(DefinitionSchema.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
