package io.tidemill.ingestion.lineage;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dataset as it is asked for: {@code VIEW:FEATURE} names a column, {@code models:/NAME/VERSION} a version.
 *
 * @param name of the dataset
 * @param column within it
 * @param version of a model
 */
record DatasetReference(String name, Optional<String> column, Optional<Long> version) {
    private static final Pattern MODEL_VERSION = Pattern.compile("(models:/[^/]+)/([1-9]\\d{0,17})");
    private static final Pattern FEATURE = Pattern.compile("([a-z][a-z0-9_]*):([a-z][a-z0-9_]*)");

    DatasetReference {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(version, "version");
    }

    static DatasetReference parse(String text) {
        Matcher model = MODEL_VERSION.matcher(text);
        if (model.matches()) {
            return new DatasetReference(model.group(1), Optional.empty(), Optional.of(Long.valueOf(model.group(2))));
        }
        Matcher feature = FEATURE.matcher(text);
        return feature.matches()
                ? new DatasetReference(feature.group(1), Optional.of(feature.group(2)), Optional.empty())
                : new DatasetReference(text, Optional.empty(), Optional.empty());
    }
}
