package io.tidemill.infra.lakecatalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What keeps the list of tables and which metadata of each is current. */
public enum CatalogKind {
    /** A relational database, which this process writes to itself. */
    JDBC,
    /** A server of Iceberg's REST protocol. */
    REST;

    /** The value of {@code lake.catalog}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static CatalogKind of(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("lake.catalog=" + text + ": expected "
                        + Arrays.stream(values()).map(CatalogKind::text).collect(Collectors.joining(" or "))));
    }
}
