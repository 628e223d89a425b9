package io.tidemill.infra.lakepeers;

import io.tidemill.schemas.contracts.Event;
import io.tidemill.schemas.contracts.EventCodec;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.contracts.MalformedRecordException;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event's record into a Connect struct with the columns that the lake's table has: those of the event, then the
 * scalar fields of its data. Connect's own converters cannot: they do not look at headers.
 */
public final class EventConverter implements Converter {
    private final EventCodec codec = new EventCodec(ReleasedSchemas.load());
    private final Map<org.apache.avro.Schema, Schema> schemas = new ConcurrentHashMap<>();

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        // There is nothing to set.
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        throw new DataException("this converter only reads");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        throw new DataException("an event is read with its headers");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte[] value) {
        Event event = decoded(headers, value);
        IndexedRecord data = Objects.requireNonNull(event.data(), "data");
        Schema schema = schemas.computeIfAbsent(data.getSchema(), EventConverter::schemaOf);
        Struct row = new Struct(schema)
                .put(LakeTables.EVENT_ID, event.id())
                .put(LakeTables.EVENT_SOURCE, event.source())
                .put(LakeTables.EVENT_SUBJECT, event.subject())
                .put(LakeTables.EVENT_TIME, Date.from(event.time()))
                .put(LakeTables.TENANT_ID, event.tenantId());
        for (org.apache.avro.Schema.Field field : data.getSchema().getFields()) {
            row.put(field.name(), value(data.get(field.pos())));
        }
        return new SchemaAndValue(schema, row);
    }

    private Event decoded(Headers headers, byte[] value) {
        try {
            return codec.decode(headers, value);
        } catch (MalformedRecordException e) {
            throw new DataException("no event", e);
        }
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return Date.from(instant);
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    private static Schema schemaOf(org.apache.avro.Schema data) {
        SchemaBuilder builder = SchemaBuilder.struct()
                .field(LakeTables.EVENT_ID, Schema.STRING_SCHEMA)
                .field(LakeTables.EVENT_SOURCE, Schema.STRING_SCHEMA)
                .field(LakeTables.EVENT_SUBJECT, Schema.STRING_SCHEMA)
                .field(LakeTables.EVENT_TIME, Timestamp.SCHEMA)
                .field(LakeTables.TENANT_ID, Schema.STRING_SCHEMA);
        data.getFields().forEach(field -> builder.field(field.name(), optional(field.schema())));
        return builder.build();
    }

    private static Schema optional(org.apache.avro.Schema schema) {
        org.apache.avro.Schema type = schema;
        if (schema.isUnion()) {
            List<org.apache.avro.Schema> branches = schema.getTypes();
            type = branches.stream()
                    .filter(branch -> branch.getType() != org.apache.avro.Schema.Type.NULL)
                    .findFirst()
                    .orElse(schema);
        }
        if (type.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return Decimal.builder(decimal.getScale())
                    .parameter("connect.decimal.precision", Integer.toString(decimal.getPrecision()))
                    .optional()
                    .build();
        }
        if (type.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            return Timestamp.builder().optional().build();
        }
        return switch (type.getType()) {
            case INT -> Schema.OPTIONAL_INT32_SCHEMA;
            case LONG -> Schema.OPTIONAL_INT64_SCHEMA;
            case FLOAT -> Schema.OPTIONAL_FLOAT32_SCHEMA;
            case DOUBLE -> Schema.OPTIONAL_FLOAT64_SCHEMA;
            case BOOLEAN -> Schema.OPTIONAL_BOOLEAN_SCHEMA;
            default -> Schema.OPTIONAL_STRING_SCHEMA;
        };
    }
}
