package io.tidemill.infra.lakecatalog;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where the lake is: the keys below {@code lake.} that say how its catalogue and its files are reached.
 *
 * @param kind {@code lake.catalog}, {@code jdbc} unless set
 * @param uri {@code lake.catalog-uri}: a JDBC URL with the user, or the URL of a REST catalogue
 * @param warehouse {@code lake.warehouse}: folder or URI that new tables go under; for a REST catalogue whatever it takes
 * @param catalogProperties what is below {@code lake.catalog.}, passed on to Iceberg's catalogue as it is
 * @param fileProperties what is below {@code lake.io.}, passed on to Iceberg's FileIO; {@code impl} names its class
 * @param hadoopProperties what is below {@code lake.hadoop.}, passed on to Hadoop's clients
 */
public record CatalogSettings(
        CatalogKind kind,
        String uri,
        String warehouse,
        Map<String, String> catalogProperties,
        Map<String, String> fileProperties,
        Map<String, String> hadoopProperties)
        implements Serializable {
    private static final String CATALOG = "lake.catalog";
    private static final String CATALOG_URI = "lake.catalog-uri";
    private static final String WAREHOUSE = "lake.warehouse";

    public CatalogSettings {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(warehouse, "warehouse");
        catalogProperties = Map.copyOf(catalogProperties);
        fileProperties = Map.copyOf(fileProperties);
        hadoopProperties = Map.copyOf(hadoopProperties);
    }

    /** A JDBC catalogue, and files as the warehouse's scheme says. */
    public static CatalogSettings jdbc(String uri, String warehouse) {
        return new CatalogSettings(CatalogKind.JDBC, uri, warehouse, Map.of(), Map.of(), Map.of());
    }

    /**
     * Reads them from a process's settings.
     *
     * @throws IllegalArgumentException if a key is absent or has not the expected form; the message names it
     */
    public static CatalogSettings of(Map<String, String> settings) {
        return new CatalogSettings(
                CatalogKind.of(settings.getOrDefault(CATALOG, CatalogKind.JDBC.text())),
                required(settings, CATALOG_URI, "a JDBC URL with the user, or the URL of a REST catalogue"),
                required(settings, WAREHOUSE, "a folder or URI"),
                below(settings, CATALOG + "."),
                below(settings, "lake.io."),
                below(settings, "lake.hadoop."));
    }

    /** The keys that {@link #of} reads these settings from. */
    public Map<String, String> toSettings() {
        Map<String, String> settings =
                new TreeMap<>(Map.of(CATALOG, kind.text(), CATALOG_URI, uri, WAREHOUSE, warehouse));
        catalogProperties.forEach((key, value) -> settings.put(CATALOG + "." + key, value));
        fileProperties.forEach((key, value) -> settings.put("lake.io." + key, value));
        hadoopProperties.forEach((key, value) -> settings.put("lake.hadoop." + key, value));
        return settings;
    }

    /** Without what could be a secret. */
    @Override
    public String toString() {
        return "CatalogSettings[" + kind.text() + ", warehouse " + warehouse + "]";
    }

    private static String required(Map<String, String> settings, String key, String expected) {
        String value = settings.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(key + " is not set: expected " + expected);
        }
        return value;
    }

    private static Map<String, String> below(Map<String, String> settings, String prefix) {
        Map<String, String> below = new HashMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                below.put(key.substring(prefix.length()), value);
            }
        });
        return below;
    }
}
