package io.tidemill.featurejobs.trainingsets;

import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
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
import org.jspecify.annotations.Nullable;

/** The lake's table of orders, as far as training sets read it. */
public final class TestingOrders {
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, LakeTables.EVENT_ID, Types.StringType.get()),
            Types.NestedField.required(2, LakeTables.EVENT_SOURCE, Types.StringType.get()),
            Types.NestedField.required(3, LakeTables.EVENT_SUBJECT, Types.StringType.get()),
            Types.NestedField.required(4, LakeTables.EVENT_TIME, Types.TimestampType.withZone()),
            Types.NestedField.optional(5, "amount", Types.DecimalType.of(18, 4)),
            Types.NestedField.optional(6, "category", Types.StringType.get()),
            Types.NestedField.required(7, LakeTables.INGEST_TIME, Types.TimestampType.withZone()),
            Types.NestedField.optional(8, "shopId", Types.StringType.get()),
            Types.NestedField.optional(9, "reason", Types.StringType.get()),
            Types.NestedField.optional(10, "level", Types.StringType.get()));
    /** By event type the fields that the table has. */
    private static final Map<String, List<String>> DATA = Map.of(
            "order.paid", List.of("amount", "category", "shopId"),
            "order.refunded", List.of("amount", "reason", "shopId"),
            "member.registered", List.of("level", "shopId"));

    private final Table table;

    private TestingOrders(Table table) {
        this.table = table;
    }

    /** An empty table in place of the one that is there. */
    public static TestingOrders in(LakeCatalog lake) {
        return in(lake, "order.paid");
    }

    /** As {@link #in(LakeCatalog)}, for events of another type that have the same fields. */
    public static TestingOrders in(LakeCatalog lake, String eventType) {
        TableIdentifier table = TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), LakeTables.ofEvents(eventType));
        if (!lake.namespaces().namespaceExists(table.namespace())) {
            lake.namespaces().createNamespace(table.namespace());
        }
        lake.tables().dropTable(table);
        return new TestingOrders(lake.tables().createTable(table, SCHEMA, PartitionSpec.unpartitioned()));
    }

    /** The snapshot that the table is at. */
    public long snapshotId() {
        return table.currentSnapshot().snapshotId();
    }

    /** An order that was taken in when it happened. */
    public static Record order(String member, String time, String amount) {
        return order(member, time, amount, time);
    }

    /** An order that was taken in at some other time. */
    public static Record order(String member, String time, String amount, String takenIn) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField(LakeTables.EVENT_ID, UUID.randomUUID().toString());
        row.setField(LakeTables.EVENT_SOURCE, "/test");
        row.setField(LakeTables.EVENT_SUBJECT, member);
        row.setField(LakeTables.EVENT_TIME, Instant.parse(time).atOffset(ZoneOffset.UTC));
        row.setField("amount", new BigDecimal(amount).setScale(4));
        row.setField("category", "cd");
        row.setField(LakeTables.INGEST_TIME, Instant.parse(takenIn).atOffset(ZoneOffset.UTC));
        return row;
    }

    /** An order in a shop, or in none, that was taken in when it happened. */
    public static Record orderIn(@Nullable String shop, String member, String time, String amount) {
        Record row = order(member, time, amount);
        row.setField("shopId", shop);
        return row;
    }

    /** Commits orders, refunds or registrations, as far as the table has their fields; taken in when they happened. */
    public void append(Collection<Event> events) throws IOException {
        append(Map.of(), events);
    }

    /** As {@link #append(Collection)}, with more in the snapshot's summary. */
    public void append(Map<String, String> summary, Collection<Event> events) throws IOException {
        append(summary, events.stream().map(TestingOrders::row).toArray(Record[]::new));
    }

    private static Record row(Event event) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField(LakeTables.EVENT_ID, event.id());
        row.setField(LakeTables.EVENT_SOURCE, event.source());
        row.setField(LakeTables.EVENT_SUBJECT, event.subject());
        row.setField(LakeTables.EVENT_TIME, event.time().atOffset(ZoneOffset.UTC));
        row.setField(LakeTables.INGEST_TIME, event.time().atOffset(ZoneOffset.UTC));
        Objects.requireNonNull(DATA.get(event.type())).forEach(field -> row.setField(field, event.value(field)));
        return row;
    }

    /** Says up to when the table is complete. */
    public void complete(Instant watermark) {
        table.newAppend()
                .set(LakeTables.WATERMARK_PROPERTY, Long.toString(watermark.toEpochMilli()))
                .commit();
    }

    /** Commits orders. */
    public void append(Record... rows) throws IOException {
        append(Map.of(), rows);
    }

    /** Commits orders, with more in the snapshot's summary. */
    public void append(Map<String, String> summary, Record... rows) throws IOException {
        String file = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
        DataWriter<Record> writer = new GenericAppenderFactory(SCHEMA)
                .newDataWriter(
                        EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(file)),
                        FileFormat.PARQUET,
                        null);
        try (writer) {
            for (Record row : rows) {
                writer.write(row);
            }
        }
        DataFile data = writer.toDataFile();
        AppendFiles append = table.newAppend().appendFile(data);
        summary.forEach(append::set);
        append.commit();
    }
}
