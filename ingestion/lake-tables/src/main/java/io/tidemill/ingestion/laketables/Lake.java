package io.tidemill.ingestion.laketables;

import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.ingestion.laketables.layout.LayoutChange;
import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.layout.TableLayouts;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;

/** The lake's tables in the catalogue of {@link LakeCatalog}. Not safe to share between threads. */
public final class Lake implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.of(LakeTables.NAMESPACE);

    private static final int SCHEMA_ATTEMPTS = 20;

    private final LakeCatalog opened;
    private final Catalog catalog;
    private final SupportsNamespaces namespaces;
    private final TableLayouts layouts;
    private final ReleasedSchemas schemas = ReleasedSchemas.load();

    private Lake(LakeCatalog opened, TableLayouts layouts) {
        this.opened = opened;
        this.catalog = opened.tables();
        this.namespaces = opened.namespaces();
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
        return open(CatalogSettings.jdbc(uri, warehouse), layouts);
    }

    /** Opens the catalogue as it is configured; a JDBC catalogue's own tables are made when they are missing. */
    public static Lake open(CatalogSettings settings) {
        return open(settings, TableLayouts.none());
    }

    /**
     * Opens the catalogue as it is configured; a JDBC catalogue's own tables are made when they are missing.
     *
     * @param layouts how new tables are laid out
     */
    public static Lake open(CatalogSettings settings, TableLayouts layouts) {
        return new Lake(LakeCatalog.open(settings), layouts);
    }

    /** The names, within the namespace, of the tables there are. */
    public List<String> tables() {
        return namespaces.namespaceExists(NAMESPACE)
                ? catalog.listTables(NAMESPACE).stream()
                        .map(TableIdentifier::name)
                        .toList()
                : List.of();
    }

    /**
     * A table that is there, if it holds events: others may keep tables of their own beside them.
     *
     * @param name within the namespace
     * @throws org.apache.iceberg.exceptions.NoSuchTableException if it is not
     */
    public Optional<Table> eventTable(String name) {
        return Optional.of(table(name)).filter(table -> TableColumns.holdEvents(table.schema()));
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

    /** The table of an event type of those released with the code: see {@link #tableOf(String, org.apache.avro.Schema)}. */
    public Table tableOf(String eventType) {
        return tableOf(eventType, schemas.latest(eventType).orElseThrow().schema());
    }

    /**
     * The table of an event type, made when missing, with a column for each field of the data: columns are added and
     * types widened, none is ever taken away. A field of a type that its column cannot become has a column of its own,
     * named after the type: see {@link TableColumns#nameOf}.
     *
     * @param data the schema of the event's data
     */
    public Table tableOf(String eventType, org.apache.avro.Schema data) {
        TableIdentifier identifier = TableIdentifier.of(NAMESPACE, LakeTables.ofEvents(eventType));
        if (!catalog.tableExists(identifier)) {
            create(identifier, TableColumns.of(data));
        }
        for (int attempt = 1; ; attempt++) {
            Table table = catalog.loadTable(identifier);
            Schema wanted = TableColumns.of(data, table.schema());
            if (TableColumns.covers(table.schema(), wanted)) {
                return table;
            }
            try {
                table.updateSchema().unionByNameWith(wanted).commit();
            } catch (CommitFailedException e) {
                // Someone else changed the table meanwhile; with them it may have what is wanted.
                if (attempt == SCHEMA_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        opened.close();
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
            if (!namespaces.namespaceExists(NAMESPACE)) {
                namespaces.createNamespace(NAMESPACE, Map.of());
            }
        } catch (AlreadyExistsException e) {
            // Another task was faster.
        }
    }
}
