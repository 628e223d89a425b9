package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.schemas.contracts.LakeTables;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Rows of one table, with each value as Iceberg has it within: times in microseconds, dates in days. */
final class TableRows {
    private static final long MICROS_PER_MILLI = 1_000;

    private final Types.StructType columns;
    private final GenericRecord empty;
    private final int id;
    private final int source;
    private final int subject;
    private final int time;
    private final int tenantId;
    private final int ingestTime;
    private final int topic;
    private final int partition;
    private final int offset;
    private @Nullable RowPlan plan;

    TableRows(org.apache.iceberg.Schema schema) {
        this.columns = schema.asStruct();
        this.empty = GenericRecord.create(columns);
        this.id = position(LakeTables.EVENT_ID);
        this.source = position(LakeTables.EVENT_SOURCE);
        this.subject = position(LakeTables.EVENT_SUBJECT);
        this.time = position(LakeTables.EVENT_TIME);
        this.tenantId = position(LakeTables.TENANT_ID);
        this.ingestTime = position(LakeTables.INGEST_TIME);
        this.topic = position(LakeTables.KAFKA_TOPIC);
        this.partition = position(LakeTables.KAFKA_PARTITION);
        this.offset = position(LakeTables.KAFKA_OFFSET);
    }

    /** The row of an event; columns that its data does not have stay null. */
    StructLike of(StreamedEvent event, IndexedRecord data) {
        GenericRecord row = empty.copy();
        row.set(id, event.id());
        row.set(source, event.source());
        row.set(subject, event.subject());
        row.set(time, event.time() * MICROS_PER_MILLI);
        row.set(tenantId, event.tenantId());
        row.set(ingestTime, event.ingestTime() * MICROS_PER_MILLI);
        row.set(topic, event.topic());
        row.set(partition, event.partition());
        row.set(offset, event.offset());
        planOf(data.getSchema()).fill(row, data);
        return row;
    }

    private int position(String column) {
        for (int position = 0; position < columns.fields().size(); position++) {
            if (columns.fields().get(position).name().equals(column)) {
                return position;
            }
        }
        throw new IllegalArgumentException("the table has no column " + column);
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
}
