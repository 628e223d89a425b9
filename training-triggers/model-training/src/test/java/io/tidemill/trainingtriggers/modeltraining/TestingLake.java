package io.tidemill.trainingtriggers.modeltraining;

import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.lakecatalog.SnapshotTags;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.types.Types;

/** A lake with a table of orders. */
record TestingLake(String catalogUri, String warehouse) {
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, LakeTables.EVENT_ID, Types.StringType.get()),
            Types.NestedField.required(2, LakeTables.EVENT_SOURCE, Types.StringType.get()),
            Types.NestedField.required(3, LakeTables.EVENT_SUBJECT, Types.StringType.get()),
            Types.NestedField.required(4, LakeTables.EVENT_TIME, Types.TimestampType.withZone()),
            Types.NestedField.required(5, "amount", Types.DecimalType.of(18, 4)));

    /** An order on a day, at its first instant. */
    record Order(String member, LocalDate day, BigDecimal amount) {}

    CatalogSettings settings() {
        return CatalogSettings.jdbc(catalogUri, warehouse);
    }

    /** Writes a new lake of these orders; its one snapshot. */
    long write(List<Order> orders) throws IOException {
        try (LakeCatalog lake = LakeCatalog.open(settings())) {
            TableIdentifier name = TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), "order_paid");
            if (!lake.namespaces().namespaceExists(name.namespace())) {
                lake.namespaces().createNamespace(name.namespace());
            }
            lake.tables().dropTable(name);
            Table table = lake.tables().createTable(name, SCHEMA, PartitionSpec.unpartitioned());
            String file = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
            DataWriter<Record> writer = new GenericAppenderFactory(SCHEMA)
                    .newDataWriter(
                            EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(file)),
                            FileFormat.PARQUET,
                            null);
            try (writer) {
                for (int order = 0; order < orders.size(); order++) {
                    writer.write(row(order, orders.get(order)));
                }
            }
            table.newAppend().appendFile(writer.toDataFile()).commit();
            return table.currentSnapshot().snapshotId();
        }
    }

    /** The snapshot of the orders that has a tag. */
    long tag(String name) {
        try (LakeCatalog lake = LakeCatalog.open(settings())) {
            return Objects.requireNonNull(
                    SnapshotTags.named(lake, LakeTables.NAMESPACE, name).get("order_paid"));
        }
    }

    private static Record row(int number, Order order) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField(LakeTables.EVENT_ID, Integer.toString(number));
        row.setField(LakeTables.EVENT_SOURCE, "/test");
        row.setField(LakeTables.EVENT_SUBJECT, order.member());
        row.setField(LakeTables.EVENT_TIME, order.day().atStartOfDay().atOffset(ZoneOffset.UTC));
        row.setField("amount", order.amount().setScale(4));
        return row;
    }

    static TestingLake of(TestPostgres postgres, Path folder) {
        return new TestingLake(postgres.jdbcUrl(), folder.toString());
    }
}
