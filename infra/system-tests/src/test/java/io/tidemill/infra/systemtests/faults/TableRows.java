package io.tidemill.infra.systemtests.faults;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Rows of the lake's tables as any Iceberg client reads them. */
final class TableRows {
    private TableRows() {}

    /** Hands over every row of the table of orders. */
    static void orders(Table table, Consumer<LakeRow> taker) {
        String[] columns = {
            LakeTables.EVENT_ID,
            LakeTables.TENANT_ID,
            LakeTables.EVENT_SUBJECT,
            LakeTables.EVENT_TIME,
            "memberId",
            "amount"
        };
        read(IcebergGenerics.read(table).select(columns).build(), row -> {
            OffsetDateTime time = (OffsetDateTime) value(row, LakeTables.EVENT_TIME);
            taker.accept(new LakeRow(
                    (String) value(row, LakeTables.EVENT_ID),
                    (String) value(row, LakeTables.TENANT_ID),
                    (String) value(row, LakeTables.EVENT_SUBJECT),
                    (String) value(row, "memberId"),
                    (BigDecimal) value(row, "amount"),
                    time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate()));
        });
    }

    /** Hands over the event's id of every dead letter that has one. */
    static void deadLetterIds(Table table, Consumer<String> taker) {
        read(IcebergGenerics.read(table).select("headers").build(), row -> {
            Object id = ((Map<?, ?>) value(row, "headers")).get("ce_id");
            if (id instanceof ByteBuffer bytes) {
                taker.accept(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
            }
        });
    }

    private static void read(CloseableIterable<Record> rows, Consumer<Record> taker) {
        try (rows) {
            rows.forEach(taker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(Record row, String column) {
        return Objects.requireNonNull(row.getField(column), column);
    }
}
