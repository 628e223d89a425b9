package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.ingestion.laketables.TableColumns;
import io.tidemill.schemas.contracts.LakeTables;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Rows of one table, as Iceberg's generic records. */
final class TableRows {
    private final Types.StructType columns;

    TableRows(org.apache.iceberg.Schema schema) {
        this.columns = schema.asStruct();
    }

    /** The row of an event; columns that its data does not have stay null. */
    Record of(StreamedEvent event) {
        GenericRecord row = GenericRecord.create(columns);
        row.setField(LakeTables.EVENT_ID, event.id());
        row.setField(LakeTables.EVENT_SOURCE, event.source());
        row.setField(LakeTables.EVENT_SUBJECT, event.subject());
        row.setField(LakeTables.EVENT_TIME, utc(Instant.ofEpochMilli(event.time())));
        row.setField(LakeTables.TENANT_ID, event.tenantId());
        row.setField(LakeTables.INGEST_TIME, utc(Instant.ofEpochMilli(event.ingestTime())));
        row.setField(LakeTables.KAFKA_TOPIC, event.topic());
        row.setField(LakeTables.KAFKA_PARTITION, event.partition());
        row.setField(LakeTables.KAFKA_OFFSET, event.offset());
        fill(row, columns, Objects.requireNonNull(event.event().data(), "data"));
        return row;
    }

    private static void fill(Record row, Types.StructType struct, IndexedRecord data) {
        for (Schema.Field field : data.getSchema().getFields()) {
            Types.NestedField column = struct.field(field.name());
            if (column != null) {
                row.setField(field.name(), value(column.type(), field.schema(), data.get(field.pos())));
            }
        }
    }

    private static @Nullable Object value(Type type, Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (schema.getType() == Schema.Type.UNION) {
            return unionValue(type, schema, value);
        }
        if (value instanceof IndexedRecord nested) {
            GenericRecord row = GenericRecord.create(type.asStructType());
            fill(row, type.asStructType(), nested);
            return row;
        }
        if (value instanceof Collection<?> elements) {
            List<@Nullable Object> list = new ArrayList<>(elements.size());
            elements.forEach(
                    element -> list.add(value(type.asListType().elementType(), schema.getElementType(), element)));
            return list;
        }
        if (value instanceof Map<?, ?> entries) {
            Map<String, @Nullable Object> map = new HashMap<>();
            entries.forEach((key, entry) ->
                    map.put(key.toString(), value(type.asMapType().valueType(), schema.getValueType(), entry)));
            return map;
        }
        return scalar(value);
    }

    private static @Nullable Object unionValue(Type type, Schema union, Object value) {
        List<Schema> branches = TableColumns.branches(union);
        if (branches.size() == 1) {
            return value(type, branches.get(0), value);
        }
        Schema branch = union.getTypes().get(GenericData.get().resolveUnion(union, value));
        GenericRecord row = GenericRecord.create(type.asStructType());
        Types.NestedField column = type.asStructType().field(branch.getName());
        row.setField(branch.getName(), value(column.type(), branch, value));
        return row;
    }

    private static Object scalar(Object value) {
        if (value instanceof Instant instant) {
            return utc(instant);
        }
        if (value instanceof ByteBuffer || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        return value instanceof java.time.LocalDate ? value : value.toString();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
