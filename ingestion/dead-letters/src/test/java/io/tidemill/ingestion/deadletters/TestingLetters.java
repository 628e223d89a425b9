package io.tidemill.ingestion.deadletters;

import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/** Writes dead letters into the lake as the lake job does: a file for each day, in one commit. */
final class TestingLetters {
    static final String TOPIC = "tidemill.events.content.shared";

    private TestingLetters() {}

    /** A letter as it is to be written. */
    record Given(long offset, Instant takenAt, String reason, Map<String, String> headers, byte @Nullable [] value) {
        @SuppressWarnings("NullAway") // It does not see that arrays among record components may be null.
        static Given of(long offset, Instant takenAt, String reason, Map<String, String> headers, String value) {
            return new Given(offset, takenAt, reason, headers, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    static void write(Lake lake, List<Given> letters) throws IOException {
        Table table = lake.tableOf(EventTypes.DEAD_LETTER);
        Map<Object, List<Given>> days = letters.stream()
                .collect(Collectors.groupingBy(
                        letter -> letter.takenAt().atOffset(ZoneOffset.UTC).toLocalDate()));
        org.apache.iceberg.AppendFiles append = table.newAppend();
        for (List<Given> day : days.values()) {
            append.appendFile(file(table, day).toDataFile());
        }
        append.commit();
    }

    private static DataWriter<Record> file(Table table, List<Given> letters) throws IOException {
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row(table, letters.get(0))));
        DataWriter<Record> writer = Parquet.writeData(OutputFileFactory.builderFor(table, 1, 1)
                        .format(FileFormat.PARQUET)
                        .operationId(UUID.randomUUID().toString())
                        .build()
                        .newOutputFile(partition))
                .schema(table.schema())
                .setAll(table.properties())
                .withSpec(table.spec())
                .withPartition(partition)
                .createWriterFunc(GenericParquetWriter::create)
                .build();
        try (writer) {
            for (Given letter : letters) {
                writer.write(row(table, letter));
            }
        }
        return writer;
    }

    private static Record row(Table table, Given letter) {
        OffsetDateTime time = letter.takenAt().atOffset(ZoneOffset.UTC);
        String place = TOPIC + "/0/" + letter.offset();
        Map<String, ByteBuffer> headers = new HashMap<>();
        letter.headers()
                .forEach((name, value) -> headers.put(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8))));
        Record row = GenericRecord.create(table.schema());
        row.setField(LakeTables.EVENT_ID, place);
        row.setField(LakeTables.EVENT_SOURCE, "/tidemill/lake-sink");
        row.setField(LakeTables.EVENT_SUBJECT, place);
        row.setField(LakeTables.EVENT_TIME, time);
        row.setField(LakeTables.TENANT_ID, "default");
        row.setField(LakeTables.INGEST_TIME, time);
        row.setField(LakeTables.KAFKA_TOPIC, TOPIC);
        row.setField(LakeTables.KAFKA_PARTITION, 0);
        row.setField(LakeTables.KAFKA_OFFSET, letter.offset());
        row.setField("topic", TOPIC);
        row.setField("kafkaPartition", 0);
        row.setField("kafkaOffset", letter.offset());
        row.setField("reason", letter.reason());
        row.setField("detail", "as a test has it");
        row.setField("key", ByteBuffer.wrap("m-1".getBytes(StandardCharsets.UTF_8)));
        byte[] value = letter.value();
        row.setField("value", value == null ? null : ByteBuffer.wrap(value));
        row.setField("headers", headers);
        row.setField("failedAt", time);
        return row;
    }
}
