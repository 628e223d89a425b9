package io.tidemill.schemas.featureviews;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table of the lake that a view has its features from, whoever writes it.
 *
 * @param table with its namespace, such as {@code analytics.profiles}
 * @param timestamp the column that says from when on the values of a row hold
 * @param created the column that says when a row was written, if there is one
 */
public record TableSource(String table, String timestamp, Optional<String> created) {
    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");

    public TableSource {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(timestamp, "timestamp");
        Objects.requireNonNull(created, "created");
    }

    /** Whether a text is a namespace and a table in it. */
    static boolean isTable(String text) {
        return TABLE.matcher(text).matches();
    }
}
