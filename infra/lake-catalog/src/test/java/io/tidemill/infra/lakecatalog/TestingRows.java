package io.tidemill.infra.lakecatalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** Writes rows to a table of a catalogue and reads them back, as the lake's writers and readers do. */
final class TestingRows {
    static final TableIdentifier TABLE = TableIdentifier.of(Namespace.of("tidemill"), "order_paid");

    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "event_id", Types.StringType.get()),
            Types.NestedField.optional(2, "amount", Types.LongType.get()));

    private TestingRows() {}

    /** Appends rows in one snapshot; makes the table when it is missing. */
    static Table append(LakeCatalog lake, Map<String, Long> amounts) throws IOException {
        Table table = lake.tables().tableExists(TABLE) ? lake.tables().loadTable(TABLE) : create(lake);
        String file = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
        DataWriter<Record> writer = Parquet.writeData(table.io().newOutputFile(file))
                .schema(SCHEMA)
                .withSpec(PartitionSpec.unpartitioned())
                .createWriterFunc(GenericParquetWriter::create)
                .build();
        try (writer) {
            amounts.forEach((id, amount) -> {
                Record row = GenericRecord.create(SCHEMA);
                row.setField("event_id", id);
                row.setField("amount", amount);
                writer.write(row);
            });
        }
        table.newAppend().appendFile(writer.toDataFile()).commit();
        return table;
    }

    /** The ids in the table, in order. */
    static List<String> ids(LakeCatalog lake) throws IOException {
        List<String> ids = new ArrayList<>();
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(lake.tables().loadTable(TABLE)).build()) {
            rows.forEach(row -> ids.add((String) row.getField("event_id")));
        }
        return ids.stream().sorted().toList();
    }

    private static Table create(LakeCatalog lake) {
        if (!lake.namespaces().namespaceExists(TABLE.namespace())) {
            lake.namespaces().createNamespace(TABLE.namespace());
        }
        return lake.tables().createTable(TABLE, SCHEMA);
    }
}
