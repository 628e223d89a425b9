package io.tidemill.infra.lakecatalog;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Driver;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.hadoop.Configurable;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.rest.RESTCatalog;

/**
 * The lake's catalogue, open: Iceberg's own, of the name {@value #NAME}. Any Iceberg client opens a JDBC catalogue with
 * the properties {@code type=jdbc}, {@code uri=<lake.catalog-uri>}, {@code warehouse=<lake.warehouse>} and {@code
 * jdbc.schema-version=V1}. Close it after use.
 */
public final class LakeCatalog implements AutoCloseable {
    /** The catalogue's name, under which its tables stand in PostgreSQL. */
    public static final String NAME = "tidemill";

    private final Catalog catalog;

    private LakeCatalog(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Opens the catalogue; a JDBC catalogue's own tables are made when they are missing. */
    public static LakeCatalog open(CatalogSettings settings) {
        registerDrivers();
        Configuration hadoop = new Configuration();
        settings.hadoopProperties().forEach(hadoop::set);
        return new LakeCatalog(
                switch (settings.kind()) {
                    case JDBC -> jdbc(hadoop, settings);
                    case REST -> initialized(new RESTCatalog(), hadoop, settings);
                });
    }

    /** The tables. */
    public Catalog tables() {
        return catalog;
    }

    /** The namespaces. */
    public SupportsNamespaces namespaces() {
        return (SupportsNamespaces) catalog;
    }

    @Override
    public void close() {
        close((Closeable) catalog);
    }

    private static void close(Closeable catalog) {
        try {
            catalog.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the catalogue cannot be closed", e);
        }
    }

    private static JdbcCatalog jdbc(Configuration hadoop, CatalogSettings settings) {
        try {
            return initialized(new JdbcCatalog(), hadoop, settings);
        } catch (UncheckedSQLException e) {
            // On an empty database another process may have made the catalogue's tables at the same moment.
            return initialized(new JdbcCatalog(), hadoop, settings);
        }
    }

    private static <C extends Catalog & Configurable<Object> & Closeable> C initialized(
            C catalog, Configuration hadoop, CatalogSettings settings) {
        catalog.setConf(hadoop);
        try {
            catalog.initialize(NAME, properties(settings));
            return catalog;
        } catch (RuntimeException e) {
            close(catalog);
            throw e;
        }
    }

    private static Map<String, String> properties(CatalogSettings settings) {
        Map<String, String> properties = new HashMap<>();
        if (settings.kind() == CatalogKind.JDBC) {
            properties.put(CatalogProperties.CLIENT_POOL_SIZE, "1");
            properties.put(JdbcCatalog.PROPERTY_PREFIX + "schema-version", "V1");
            if (LocalFileIO.serves(settings.warehouse())) {
                properties.put(CatalogProperties.FILE_IO_IMPL, LocalFileIO.class.getName());
            }
        }
        properties.put(CatalogProperties.URI, settings.uri());
        properties.put(CatalogProperties.WAREHOUSE_LOCATION, settings.warehouse());
        settings.fileProperties()
                .forEach((key, value) ->
                        properties.put(key.equals("impl") ? CatalogProperties.FILE_IO_IMPL : key, value));
        properties.putAll(settings.catalogProperties());
        return properties;
    }

    /**
     * On a Flink cluster the job has a class loader of its own, and DriverManager looks for drivers once in a JVM, by the
     * class loader of whoever asks first: a driver registers itself when it is loaded.
     */
    private static void registerDrivers() {
        ServiceLoader.load(Driver.class, LakeCatalog.class.getClassLoader()).forEach(Objects::requireNonNull);
    }
}
