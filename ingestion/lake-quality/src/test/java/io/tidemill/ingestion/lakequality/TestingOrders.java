package io.tidemill.ingestion.lakequality;

import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.jspecify.annotations.Nullable;

/** Writes days of orders into a lake. */
record TestingOrders(CatalogSettings settings) {
    /** An order of a day. */
    record Order(String id, String tenant, @Nullable String currency, double amount, long lagSeconds) {}

    /** Adds orders to a day, in a commit of its own; its snapshot. */
    long write(LocalDate day, List<Order> orders) throws IOException {
        try (Lake lake = Lake.open(settings)) {
            Table table = lake.tableOf("order.paid");
            return append(
                    table, orders.stream().map(order -> row(table, day, order)).toList());
        }
    }

    /** Adds one row to the table of a type that is not among the released ones; its snapshot. */
    long writeOne(String eventType, Schema data, LocalDate day, Map<String, Object> values) throws IOException {
        try (Lake lake = Lake.open(settings)) {
            Table table = lake.tableOf(eventType, data);
            Record row = row(table, day, eventType, "default", 0);
            values.forEach(row::setField);
            return append(table, List.of(row));
        }
    }

    private static long append(Table table, List<Record> rows) throws IOException {
        String path = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(rows.get(0)));
        DataWriter<Record> writer = new GenericAppenderFactory(table.schema(), table.spec())
                .newDataWriter(
                        table.encryption().encrypt(table.io().newOutputFile(path)), FileFormat.PARQUET, partition);
        try (writer) {
            rows.forEach(writer::write);
        }
        table.newAppend().appendFile(writer.toDataFile()).commit();
        return table.currentSnapshot().snapshotId();
    }

    private static Record row(Table table, LocalDate day, Order order) {
        Record row = row(table, day, order.id(), order.tenant(), order.lagSeconds());
        row.setField("orderId", order.id());
        row.setField("memberId", "member");
        row.setField("amount", BigDecimal.valueOf(order.amount()).setScale(4));
        row.setField("currency", order.currency());
        return row;
    }

    private static Record row(Table table, LocalDate day, String id, String tenant, long lagSeconds) {
        OffsetDateTime time = day.atTime(12, 0).atOffset(ZoneOffset.UTC);
        Record row = GenericRecord.create(table.schema());
        row.setField(LakeTables.EVENT_ID, id);
        row.setField(LakeTables.EVENT_SOURCE, "/test");
        row.setField(LakeTables.EVENT_SUBJECT, "member");
        row.setField(LakeTables.EVENT_TIME, time);
        row.setField(LakeTables.TENANT_ID, tenant);
        row.setField(LakeTables.INGEST_TIME, time.plusSeconds(lagSeconds));
        row.setField(LakeTables.KAFKA_TOPIC, "t");
        row.setField(LakeTables.KAFKA_PARTITION, 0);
        row.setField(LakeTables.KAFKA_OFFSET, 0L);
        return row;
    }
}
