package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.contracts.LakeTables;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Rows of one table, as Iceberg's generic records. */
final class TableRows {
    private final Types.StructType columns;
    private final GenericRecord empty;
    private final Map<String, Integer> positions = new HashMap<>();
    private @Nullable RowPlan plan;

    TableRows(org.apache.iceberg.Schema schema) {
        this.columns = schema.asStruct();
        this.empty = GenericRecord.create(columns);
        columns.fields().forEach(column -> positions.put(column.name(), positions.size()));
    }

    /** The row of an event; columns that its data does not have stay null. */
    Record of(StreamedEvent event, IndexedRecord data) {
        GenericRecord row = empty.copy();
        set(row, LakeTables.EVENT_ID, event.id());
        set(row, LakeTables.EVENT_SOURCE, event.source());
        set(row, LakeTables.EVENT_SUBJECT, event.subject());
        set(row, LakeTables.EVENT_TIME, utc(event.time()));
        set(row, LakeTables.TENANT_ID, event.tenantId());
        set(row, LakeTables.INGEST_TIME, utc(event.ingestTime()));
        set(row, LakeTables.KAFKA_TOPIC, event.topic());
        set(row, LakeTables.KAFKA_PARTITION, event.partition());
        set(row, LakeTables.KAFKA_OFFSET, event.offset());
        planOf(data.getSchema()).fill(row, data);
        return row;
    }

    private void set(GenericRecord row, String column, Object value) {
        row.set(Objects.requireNonNull(positions.get(column), column), value);
    }

    /** The schema is one and the same object for most records. */
    private RowPlan planOf(Schema data) {
        RowPlan known = plan;
        if (known == null || !known.isFor(data)) {
            known = new RowPlan(data, columns);
            plan = known;
        }
        return known;
    }

    private static OffsetDateTime utc(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC);
    }
}
