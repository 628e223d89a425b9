package io.tidemill.ingestion.lakeversions;

import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.lakeversions.files.FileRows;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;

/** Commits rows as the lake job does: a file a day, one append, the watermark and the commit's id in the summary. */
public final class TestingWriter {
    public static final LocalDate FIRST_DAY = LocalDate.parse("2026-03-01");

    private final Lake lake;
    private final AtomicLong numbers = new AtomicLong();

    public TestingWriter(Lake lake) {
        this.lake = lake;
    }

    /** Appends an order of each member on a day; the snapshot made. */
    public long orders(int day, List<String> members, long watermark) throws IOException {
        Table table = lake.tableOf("order.paid");
        return commit(
                table,
                day,
                members.stream()
                        .map(member -> row(
                                table,
                                day,
                                member,
                                Map.of("orderId", "o" + numbers.incrementAndGet(), "amount", new BigDecimal("1.0000"))))
                        .toList(),
                watermark);
    }

    /** Appends one dead letter with these bytes. */
    public void deadLetter(String key, String value) throws IOException {
        Table table = lake.tableOf("dead.letter");
        Record row = row(
                table,
                0,
                "topic/0/" + numbers.incrementAndGet(),
                Map.of("key", bytes(key), "value", bytes(value), "headers", Map.of("source", bytes("/shops/1"))));
        commit(table, 0, List.of(row), 0);
    }

    long commit(Table table, int day, List<Record> rows, long watermark) throws IOException {
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(rows.get(0)));
        String location = table.locationProvider().newDataLocation(table.spec(), partition, FileRows.fileName());
        DataWriter<Record> writer =
                FileRows.writer(table, table.spec(), partition, SortOrder.unsorted(), location, Map.of());
        try (writer) {
            rows.forEach(writer::write);
        }
        String id = "commit-" + numbers.incrementAndGet();
        AppendFiles append = table.newAppend().appendFile(writer.toDataFile()).set("tidemill.commit-id", id);
        if (watermark > 0) {
            append.set(LakeTables.WATERMARK_PROPERTY, Long.toString(watermark))
                    .set(LakeTables.OFFSETS_PROPERTY, "{\"tidemill.events.order.paid-0\":" + numbers.get() + "}")
                    .commit();
        } else {
            SnapshotCommit.of(table, append).make();
        }
        return table.currentSnapshot().snapshotId();
    }

    /** Appends orders of one member again and again until told to stop; how many. */
    Thread keepAppending(String member, CountDownLatch stop, AtomicLong appended) {
        Thread thread = new Thread(() -> {
            try {
                do {
                    orders(9, List.of(member), 0);
                    appended.incrementAndGet();
                } while (!stop.await(50, TimeUnit.MILLISECONDS));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }

    Record row(Table table, int day, String subject, Map<String, Object> data) {
        Record row = GenericRecord.create(table.schema());
        OffsetDateTime time = FIRST_DAY.plusDays(day).atTime(12, 0).atOffset(ZoneOffset.UTC);
        row.setField(LakeTables.EVENT_ID, "e" + numbers.incrementAndGet());
        row.setField(LakeTables.EVENT_SOURCE, "/test");
        row.setField(LakeTables.EVENT_SUBJECT, subject);
        row.setField(LakeTables.EVENT_TIME, time);
        row.setField(LakeTables.TENANT_ID, "default");
        row.setField(LakeTables.INGEST_TIME, time);
        row.setField(LakeTables.KAFKA_TOPIC, "tidemill.events.order.paid");
        row.setField(LakeTables.KAFKA_PARTITION, 0);
        row.setField(LakeTables.KAFKA_OFFSET, numbers.get());
        data.forEach((name, value) -> {
            if (row.struct().field(name) != null) {
                row.setField(name, value);
            }
        });
        return row;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
