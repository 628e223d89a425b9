package io.tidemill.ingestion.laketables;

import io.tidemill.ingestion.laketables.layout.LayoutChange;
import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.layout.TableLayouts;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.sql.Driver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.jdbc.JdbcCatalog;

/**
 * The lake's catalogue: Iceberg's JDBC catalogue of the name {@value #CATALOG}. Any Iceberg client opens it with the
 * properties {@code type=jdbc}, {@code uri=<lake.catalog-uri>}, {@code warehouse=<lake.warehouse>} and {@code
 * jdbc.schema-version=V1}. Not safe to share between threads.
 */
public final class Lake implements AutoCloseable {
    /** The catalogue's name, under which its tables stand in PostgreSQL. */
    public static final String CATALOG = "tidemill";

    private static final Namespace NAMESPACE = Namespace.of(LakeTables.NAMESPACE);

    private final JdbcCatalog catalog;
    private final TableLayouts layouts;
    private final ReleasedSchemas schemas = ReleasedSchemas.load();

    private Lake(JdbcCatalog catalog, TableLayouts layouts) {
        this.catalog = catalog;
        this.layouts = layouts;
    }

    /**
     * Opens the catalogue; its own tables are made when they are missing.
     *
     * @param uri JDBC URL with the user
     * @param warehouse folder or URI that new tables go under
     */
    public static Lake open(String uri, String warehouse) {
        return open(uri, warehouse, TableLayouts.none());
    }

    /**
     * Opens the catalogue; its own tables are made when they are missing.
     *
     * @param uri JDBC URL with the user
     * @param warehouse folder or URI that new tables go under
     * @param layouts how new tables are laid out
     */
    public static Lake open(String uri, String warehouse, TableLayouts layouts) {
        registerDrivers();
        JdbcCatalog catalog = new JdbcCatalog();
        catalog.setConf(new Configuration());
        Map<String, String> properties = new HashMap<>(Map.of(
                CatalogProperties.URI,
                uri,
                CatalogProperties.WAREHOUSE_LOCATION,
                warehouse,
                CatalogProperties.CLIENT_POOL_SIZE,
                "1",
                "jdbc.schema-version",
                "V1"));
        if (LocalFileIO.serves(warehouse)) {
            properties.put(CatalogProperties.FILE_IO_IMPL, LocalFileIO.class.getName());
        }
        catalog.initialize(CATALOG, properties);
        return new Lake(catalog, layouts);
    }

    /**
     * On a Flink cluster the job has a class loader of its own, and DriverManager looks for drivers once in a JVM, by the
     * class loader of whoever asks first: a driver registers itself when it is loaded.
     */
    private static void registerDrivers() {
        ServiceLoader.load(Driver.class, Lake.class.getClassLoader()).forEach(Objects::requireNonNull);
    }

    /** The names, within the namespace, of the tables there are. */
    public List<String> tables() {
        return catalog.namespaceExists(NAMESPACE)
                ? catalog.listTables(NAMESPACE).stream()
                        .map(TableIdentifier::name)
                        .toList()
                : List.of();
    }

    /**
     * A table that is there.
     *
     * @param name within the namespace
     * @throws org.apache.iceberg.exceptions.NoSuchTableException if it is not
     */
    public Table table(String name) {
        return catalog.loadTable(TableIdentifier.of(NAMESPACE, name));
    }

    /** The table of an event type, made when missing, with columns added that a newer schema brought. */
    public Table tableOf(String eventType) {
        TableIdentifier identifier = TableIdentifier.of(NAMESPACE, LakeTables.ofEvents(eventType));
        Schema wanted = TableColumns.of(schemas.latest(eventType).orElseThrow().schema());
        if (!catalog.tableExists(identifier)) {
            return create(identifier, wanted);
        }
        Table table = catalog.loadTable(identifier);
        if (!TableColumns.covers(table.schema(), wanted)) {
            table.updateSchema().unionByNameWith(wanted).commit();
        }
        return table;
    }

    @Override
    public void close() {
        catalog.close();
    }

    private Table create(TableIdentifier identifier, Schema schema) {
        createNamespace();
        TableLayout layout = layouts.of(identifier.name());
        try {
            return Objects.requireNonNull(catalog.buildTable(identifier, schema)
                    .withPartitionSpec(LayoutChange.spec(schema, layout))
                    .withSortOrder(LayoutChange.order(schema, layout))
                    .withProperty(TableProperties.FORMAT_VERSION, "2")
                    .withProperties(LayoutChange.properties(schema, layout))
                    .create());
        } catch (AlreadyExistsException e) {
            return catalog.loadTable(identifier);
        }
    }

    private void createNamespace() {
        try {
            if (!catalog.namespaceExists(NAMESPACE)) {
                catalog.createNamespace(NAMESPACE, Map.of());
            }
        } catch (AlreadyExistsException e) {
            // Another task was faster.
        }
    }
}
