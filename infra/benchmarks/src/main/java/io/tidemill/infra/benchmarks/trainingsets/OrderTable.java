package io.tidemill.infra.benchmarks.trainingsets;

import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.types.Types;

/** The lake's table of orders: the columns that a training set reads, and the names they have in every table. */
final class OrderTable {
    static final String EVENT_TYPE = "order.paid";

    private static final int ROWS_OF_A_FILE = 1_000_000;
    private static final TableIdentifier NAME =
            TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), LakeTables.ofEvents(EVENT_TYPE));
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, LakeTables.EVENT_ID, Types.StringType.get()),
            Types.NestedField.required(2, LakeTables.EVENT_SOURCE, Types.StringType.get()),
            Types.NestedField.required(3, LakeTables.EVENT_SUBJECT, Types.StringType.get()),
            Types.NestedField.required(4, LakeTables.EVENT_TIME, Types.TimestampType.withZone()),
            Types.NestedField.optional(5, "amount", Types.DecimalType.of(18, 4)));

    private OrderTable() {}

    /** Makes the table with the orders of a shop in place of what was there. */
    static void fill(LakeCatalog lake, Shop shop) throws IOException {
        if (!lake.namespaces().namespaceExists(NAME.namespace())) {
            lake.namespaces().createNamespace(NAME.namespace());
        }
        lake.tables().dropTable(NAME);
        Table table = lake.tables()
                .buildTable(NAME, SCHEMA)
                .withPartitionSpec(PartitionSpec.unpartitioned())
                .withProperty(TableProperties.PARQUET_COMPRESSION, "zstd")
                .create();
        AppendFiles append = table.newAppend();
        Iterator<Shop.Order> orders = shop.allOrders().iterator();
        while (orders.hasNext()) {
            append.appendFile(file(table, orders));
        }
        SnapshotCommit.of(table, append).make();
    }

    /** Where the files of the table's newest snapshot are. */
    static List<String> files(LakeCatalog lake) throws IOException {
        List<String> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                lake.tables().loadTable(NAME).newScan().planFiles()) {
            tasks.forEach(task -> files.add(task.file().location()));
        }
        return files;
    }

    private static DataFile file(Table table, Iterator<Shop.Order> orders) throws IOException {
        DataWriter<Record> writer = new GenericAppenderFactory(
                        table, SCHEMA, table.spec(), table.properties(), null, null, null)
                .newDataWriter(
                        EncryptedFiles.plainAsEncryptedOutput(
                                table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID() + ".parquet")),
                        FileFormat.PARQUET,
                        null);
        try (writer) {
            for (int row = 0; row < ROWS_OF_A_FILE && orders.hasNext(); row++) {
                writer.write(row(orders.next()));
            }
        }
        return writer.toDataFile();
    }

    private static Record row(Shop.Order order) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField(LakeTables.EVENT_ID, "order-" + order.number());
        row.setField(LakeTables.EVENT_SOURCE, "/benchmarks");
        row.setField(LakeTables.EVENT_SUBJECT, order.member());
        row.setField(LakeTables.EVENT_TIME, order.time().atOffset(ZoneOffset.UTC));
        row.setField("amount", BigDecimal.valueOf(order.cents(), 2).setScale(4));
        return row;
    }
}
