package io.tidemill.infra.systemtests.faults;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** Real Iceberg tables in memory, with the columns that the oracle reads. */
final class TestingLake implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.of(LakeTables.NAMESPACE);
    private static final Schema ORDERS = new Schema(
            Types.NestedField.required(1, LakeTables.EVENT_ID, Types.StringType.get()),
            Types.NestedField.required(2, LakeTables.TENANT_ID, Types.StringType.get()),
            Types.NestedField.required(3, LakeTables.EVENT_SUBJECT, Types.StringType.get()),
            Types.NestedField.required(4, LakeTables.EVENT_TIME, Types.TimestampType.withZone()),
            Types.NestedField.required(5, "memberId", Types.StringType.get()),
            Types.NestedField.required(6, "amount", Types.DecimalType.of(18, 4)));
    private static final Schema DEAD_LETTERS = new Schema(Types.NestedField.required(
            1, "headers", Types.MapType.ofRequired(2, 3, Types.StringType.get(), Types.BinaryType.get())));

    private final InMemoryCatalog catalog = new InMemoryCatalog();
    private final Table orders;
    private final Table deadLetters;

    TestingLake() {
        catalog.initialize("testing-" + UUID.randomUUID(), Map.of());
        catalog.createNamespace(NAMESPACE);
        orders =
                catalog.createTable(TableIdentifier.of(NAMESPACE, "order_paid"), ORDERS, PartitionSpec.unpartitioned());
        deadLetters = catalog.createTable(
                TableIdentifier.of(NAMESPACE, "dead_letter"), DEAD_LETTERS, PartitionSpec.unpartitioned());
    }

    Table table() {
        return orders;
    }

    Table deadLetters() {
        return deadLetters;
    }

    /** Commits a snapshot with orders, and returns its file. */
    DataFile orders(LoadEvent... events) throws IOException {
        Record[] rows = new Record[events.length];
        for (int i = 0; i < events.length; i++) {
            LoadEvent event = events[i];
            GenericRecord row = GenericRecord.create(ORDERS);
            row.setField(LakeTables.EVENT_ID, event.id());
            row.setField(LakeTables.TENANT_ID, LoadEvent.TENANT);
            row.setField(LakeTables.EVENT_SUBJECT, event.key());
            row.setField(LakeTables.EVENT_TIME, event.time().atOffset(ZoneOffset.UTC));
            row.setField("memberId", event.key());
            row.setField("amount", LoadEvent.amount(event.quarters()).setScale(4));
            rows[i] = row;
        }
        return append(orders, rows);
    }

    /** Commits a snapshot with a dead letter. */
    void deadLetter(LoadEvent event) throws IOException {
        GenericRecord row = GenericRecord.create(DEAD_LETTERS);
        row.setField("headers", Map.of("ce_id", ByteBuffer.wrap(event.id().getBytes(StandardCharsets.UTF_8))));
        append(deadLetters, row);
    }

    @Override
    public void close() throws IOException {
        catalog.close();
    }

    private static DataFile append(Table table, Record... rows) throws IOException {
        String location = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
        DataWriter<Record> writer = Parquet.writeData(table.io().newOutputFile(location))
                .schema(table.schema())
                .withSpec(table.spec())
                .createWriterFunc(GenericParquetWriter::create)
                .build();
        try (writer) {
            for (Record row : rows) {
                writer.write(row);
            }
        }
        DataFile file = writer.toDataFile();
        table.newAppend().appendFile(file).commit();
        return file;
    }
}
