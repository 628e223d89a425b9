package io.tidemill.ingestion.lakemaintenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

class RowMemoryTest {
    private static final int ROWS = 2_000;
    private static final Types.StructType ELEMENT = Types.StructType.of(
            NestedField.required(10, "name", Types.StringType.get()),
            NestedField.required(11, "number", Types.DoubleType.get()));
    private static final Schema SCHEMA = new Schema(
            NestedField.required(1, "id", Types.StringType.get()),
            NestedField.required(2, "at", Types.TimestampType.withZone()),
            NestedField.optional(3, "values", Types.ListType.ofRequired(4, ELEMENT)),
            NestedField.optional(
                    5, "keys", Types.MapType.ofRequired(6, 7, Types.StringType.get(), Types.StringType.get())));

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void whatIsEstimatedIsAboutWhatTheRowsTake() {
        for (int elements : List.of(0, 1, 50)) {
            // Given rows of so many nested values, and what it took to make them
            List<Record> rows = new ArrayList<>(ROWS);
            row(0, elements);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int number = 0; number < ROWS; number++) {
                rows.add(row(number, elements));
            }
            long taken = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            // Then the estimate is no less than half of it, some of which was for the making, nor more than twice
            long estimated = rows.stream().mapToLong(RowMemory::of).sum();
            assertThat(estimated).as("%d nested values", elements).isBetween(taken / 2, taken * 2);
        }
    }

    private static Record row(int number, int elements) {
        Record row = GenericRecord.create(SCHEMA);
        row.setField("id", new StringBuilder("event-").append(number).toString());
        row.setField("at", Instant.ofEpochSecond(number).atOffset(ZoneOffset.UTC));
        List<Record> values = new ArrayList<>(elements);
        for (int place = 0; place < elements; place++) {
            Record element = GenericRecord.create(ELEMENT);
            element.setField("name", new StringBuilder("feature-").append(place).toString());
            element.setField("number", number + place / 7.0);
            values.add(element);
        }
        row.setField("values", values);
        row.setField(
                "keys",
                new HashMap<>(Map.of(
                        "member_id", new StringBuilder("m").append(number).toString())));
        return row;
    }
}
