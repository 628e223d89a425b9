package io.tidemill.featurejobs.featureconsistency.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class PinnedTableTest {
    @Test
    void aTableIsAsCompleteAsTheNearestSnapshotThatTellsIt() throws IOException {
        try (InMemoryCatalog catalog = new InMemoryCatalog()) {
            catalog.initialize("lake", Map.of());
            Namespace namespace = Namespace.of(LakeTables.NAMESPACE);
            catalog.createNamespace(namespace);
            // Given a table that holds nothing
            assertThat(PinnedTable.now(catalog, "order.paid")).isEmpty();
            Table table = catalog.createTable(
                    TableIdentifier.of(namespace, "order_paid"),
                    new Schema(Types.NestedField.required(1, "event_id", Types.StringType.get())));
            assertThat(PinnedTable.now(catalog, "order.paid")).isEmpty();
            // When snapshots are made, of which the second tells a watermark and the third does not
            table.newAppend().commit();
            assertThat(completeTo(catalog)).isEqualTo(Long.MIN_VALUE);
            table.newAppend().set(LakeTables.WATERMARK_PROPERTY, "1009").commit();
            assertThat(completeTo(catalog)).isEqualTo(1009);
            table.newAppend().commit();
            // Then it is complete up to what the second told
            assertThat(completeTo(catalog)).isEqualTo(1009);
        }
    }

    private static long completeTo(InMemoryCatalog catalog) {
        return PinnedTable.now(catalog, "order.paid").orElseThrow().completeTo();
    }
}
