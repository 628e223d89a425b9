package io.tidemill.infra.lakepeers;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The least that could write a topic of orders to Parquet: one consumer, one writer, a file an interval, no checkpoint, no
 * commit, no promise. {@code KAFKA TOPIC GROUP FOLDER SECONDS}; the rows of finished files stand in {@code FOLDER/rows}.
 */
public final class BareParquetWriter {
    private static final Schema COLUMNS = new Schema(
            Types.NestedField.required(1, LakeTables.EVENT_ID, Types.StringType.get()),
            Types.NestedField.required(2, LakeTables.EVENT_SOURCE, Types.StringType.get()),
            Types.NestedField.required(3, LakeTables.EVENT_SUBJECT, Types.StringType.get()),
            Types.NestedField.required(4, LakeTables.EVENT_TIME, Types.TimestampType.withZone()),
            Types.NestedField.required(5, LakeTables.TENANT_ID, Types.StringType.get()),
            Types.NestedField.required(6, "orderId", Types.StringType.get()),
            Types.NestedField.required(7, "memberId", Types.StringType.get()),
            Types.NestedField.required(8, "amount", Types.DecimalType.of(18, 4)));

    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final Path folder;
    private final long intervalNanos;
    private final Path told;
    private long finished;

    /** Counts on from what an earlier process of the folder told. */
    private BareParquetWriter(Path folder, Duration interval) throws IOException {
        this.folder = folder;
        this.intervalNanos = interval.toNanos();
        this.told = folder.resolve("rows");
        this.finished = Files.exists(told) ? Long.parseLong(Files.readString(told)) : 0;
    }

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws IOException, MalformedRecordException {
        Path folder = Files.createDirectories(Path.of(arguments[3]));
        BareParquetWriter writer = new BareParquetWriter(folder, Duration.ofSeconds(Long.parseLong(arguments[4])));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", arguments[0],
                        "group.id", arguments[2],
                        "auto.offset.reset", "earliest",
                        "isolation.level", "read_committed",
                        "max.poll.records", "2000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(arguments[1]));
            while (true) {
                writer.writeFile(consumer);
                consumer.commitSync();
            }
        }
    }

    private void writeFile(KafkaConsumer<byte[], byte[]> consumer) throws IOException, MalformedRecordException {
        long end = System.nanoTime() + intervalNanos;
        long rows = 0;
        Path file = folder.resolve("part-from-" + finished + ".parquet");
        try (FileAppender<GenericRecord> appender = Parquet.write(org.apache.iceberg.Files.localOutput(file.toFile()))
                .schema(COLUMNS)
                .set("write.parquet.compression-codec", "zstd")
                .createWriterFunc(GenericParquetWriter::create)
                .overwrite()
                .build()) {
            while (System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> consumed : consumer.poll(Duration.ofMillis(50))) {
                    appender.add(row(codec.decode(consumed.headers(), consumed.value())));
                    rows++;
                }
            }
        }
        finished += rows;
        Path next = folder.resolve("rows.next");
        Files.writeString(next, Long.toString(finished));
        Files.move(next, told, StandardCopyOption.ATOMIC_MOVE);
    }

    private static GenericRecord row(Event event) {
        GenericRecord row = GenericRecord.create(COLUMNS);
        row.set(0, event.id());
        row.set(1, event.source());
        row.set(2, event.subject());
        row.set(3, event.time().atOffset(ZoneOffset.UTC));
        row.set(4, event.tenantId());
        row.set(5, event.value("orderId"));
        row.set(6, event.value("memberId"));
        row.set(7, (BigDecimal) event.value("amount"));
        return row;
    }
}
