package io.tidemill.infra.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** Reads the lake as any Iceberg client does, with the addresses that {@code status} prints. */
public final class LakeReader implements AutoCloseable {
    /** What a table holds. */
    record Contents(long rows, Set<String> ids, BigDecimal amount) {}

    private final JdbcCatalog catalog = new JdbcCatalog();

    LakeReader(JsonNode status) {
        catalog.initialize(
                "tidemill",
                Map.of(
                        CatalogProperties.URI,
                        status.at("/lake/catalogUri").asText(),
                        CatalogProperties.WAREHOUSE_LOCATION,
                        status.at("/lake/warehouse").asText(),
                        "jdbc.user",
                        "postgres"));
    }

    /** Rows of a table of events; 0 when there is no such table. */
    long rows(String eventType) {
        TableIdentifier name = name(eventType);
        if (!catalog.tableExists(name)) {
            return 0;
        }
        Table table = catalog.loadTable(name);
        return table.currentSnapshot() == null
                ? 0
                : Long.parseLong(table.currentSnapshot().summary().get("total-records"));
    }

    /** Every row of the orders, read from its files. */
    Contents orders() {
        Table table = catalog.loadTable(name("order.paid"));
        Set<String> ids = new HashSet<>();
        BigDecimal amount = BigDecimal.ZERO;
        long rows = 0;
        try (CloseableIterable<Record> records = IcebergGenerics.read(table)
                .select(LakeTables.EVENT_ID, LakeTables.EVENT_SOURCE, "amount")
                .build()) {
            for (Record record : records) {
                rows++;
                ids.add(record.getField(LakeTables.EVENT_SOURCE) + " " + record.getField(LakeTables.EVENT_ID));
                amount = amount.add((BigDecimal) record.getField("amount"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Contents(rows, ids, amount);
    }

    /** The table of an event type, as it is now; empty when there is none. */
    public Optional<Table> table(String eventType) {
        TableIdentifier name = name(eventType);
        return catalog.tableExists(name) ? Optional.of(catalog.loadTable(name)) : Optional.empty();
    }

    /** Every table of the lake, as it is now. */
    public List<Table> tables() {
        return catalog.listTables(Namespace.of(LakeTables.NAMESPACE)).stream()
                .map(catalog::loadTable)
                .toList();
    }

    private static TableIdentifier name(String eventType) {
        return TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), LakeTables.ofEvents(eventType));
    }

    @Override
    public void close() {
        catalog.close();
    }
}
