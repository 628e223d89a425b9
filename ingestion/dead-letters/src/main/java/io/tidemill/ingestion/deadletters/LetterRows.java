package io.tidemill.ingestion.deadletters;

import io.tidemill.schemas.contracts.LakeTables;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Rows of the dead-letter table as letters. */
final class LetterRows {
    static final String REASON = "reason";
    static final List<String> WITHOUT_BYTES = List.of(
            LakeTables.EVENT_ID,
            LakeTables.EVENT_TIME,
            LakeTables.KAFKA_TOPIC,
            LakeTables.KAFKA_PARTITION,
            LakeTables.KAFKA_OFFSET,
            REASON,
            "detail",
            "headers",
            "failedAt");
    static final List<String> WHOLE = List.of(
            LakeTables.EVENT_ID,
            LakeTables.EVENT_TIME,
            LakeTables.KAFKA_TOPIC,
            LakeTables.KAFKA_PARTITION,
            LakeTables.KAFKA_OFFSET,
            REASON,
            "detail",
            "headers",
            "failedAt",
            "key",
            "value");

    private LetterRows() {}

    /** The id that a letter has as an event in the table. */
    static String eventId(LetterId id) {
        return id.topic() + "/" + id.partition() + "/" + id.offset();
    }

    static Letter letter(Record row) {
        boolean whole = row.struct().field("value") != null;
        return new Letter(
                new LetterId(
                        text(row, LakeTables.KAFKA_TOPIC), (Integer) row.getField(LakeTables.KAFKA_PARTITION), (Long)
                                row.getField(LakeTables.KAFKA_OFFSET)),
                LetterTable.time(row.getField(LakeTables.EVENT_TIME)),
                LetterTable.time(row.getField("failedAt")),
                text(row, REASON),
                text(row, "detail"),
                headers(row.getField("headers")),
                whole ? new Letter.Raw(bytes(row.getField("key")), bytes(row.getField("value"))) : Letter.Raw.NONE);
    }

    /** The day of a bound of event times; every file that the lake writes has them. */
    static LocalDate day(@Nullable Map<Integer, ByteBuffer> bounds, int field) {
        ByteBuffer bound = bounds == null ? null : bounds.get(field);
        if (bound == null) {
            throw new IllegalStateException("a file of the dead-letter table has no bounds of its event times");
        }
        long micros = Conversions.<Long>fromByteBuffer(Types.TimestampType.withZone(), bound);
        return Instant.EPOCH
                .plus(micros, ChronoUnit.MICROS)
                .atOffset(ZoneOffset.UTC)
                .toLocalDate();
    }

    private static Map<String, byte[]> headers(@Nullable Object value) {
        Map<String, byte[]> headers = new HashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, bytes) ->
                    headers.put(String.valueOf(name), bytes(bytes).orElse(new byte[0])));
        }
        return headers;
    }

    private static Optional<byte[]> bytes(@Nullable Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return Optional.of(bytes);
        }
        return Optional.empty();
    }

    private static String text(Record row, String column) {
        Object value = row.getField(column);
        return value == null ? "" : value.toString();
    }
}
