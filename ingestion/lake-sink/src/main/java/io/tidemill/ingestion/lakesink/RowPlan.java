package io.tidemill.ingestion.lakesink;

import io.tidemill.ingestion.laketables.TableColumns;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * How data of one Avro schema goes into one struct of columns: looked up once, then used for each row. Values are as
 * Iceberg has them within: times in microseconds, dates in days. Fields without a column are left out.
 */
final class RowPlan {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private final Schema schema;
    private final List<Step> steps = new ArrayList<>();

    RowPlan(Schema schema, Types.StructType struct) {
        this.schema = schema;
        Map<String, Integer> positions = new HashMap<>();
        struct.fields().forEach(column -> positions.put(column.name(), positions.size()));
        for (Schema.Field field : schema.getFields()) {
            Integer position = positions.get(TableColumns.nameOf(struct, field));
            if (position != null) {
                Types.NestedField column = struct.fields().get(position);
                steps.add(new Step(field.pos(), position, conversion(column.type(), field.schema())));
            }
        }
    }

    /** Makes a column's value of a field's, which is not null. */
    @FunctionalInterface
    private interface Conversion {
        Object of(Object value);
    }

    private record Step(int field, int column, Conversion conversion) {}

    /** Whether it was made for this very schema. */
    boolean isFor(Schema data) {
        return schema == data;
    }

    /** Sets the columns of a row. */
    void fill(GenericRecord row, IndexedRecord data) {
        for (Step step : steps) {
            Object value = data.get(step.field);
            if (value != null) {
                row.set(step.column, step.conversion.of(value));
            }
        }
    }

    private static Conversion conversion(Type type, Schema schema) {
        return switch (schema.getType()) {
            case UNION -> ofUnion(type, schema);
            case RECORD -> ofRecord(type.asStructType(), schema);
            case ARRAY -> ofArray(conversion(type.asListType().elementType(), schema.getElementType()));
            case MAP -> ofMap(conversion(type.asMapType().valueType(), schema.getValueType()));
            default -> scalar(type);
        };
    }

    private static Conversion ofRecord(Types.StructType struct, Schema schema) {
        RowPlan nested = new RowPlan(schema, struct);
        return value -> {
            GenericRecord row = GenericRecord.create(struct);
            nested.fill(row, (IndexedRecord) value);
            return row;
        };
    }

    private static Conversion ofArray(Conversion ofElement) {
        return value -> {
            Collection<?> elements = (Collection<?>) value;
            List<@Nullable Object> list = new ArrayList<>(elements.size());
            elements.forEach(element -> list.add(element == null ? null : ofElement.of(element)));
            return list;
        };
    }

    private static Conversion ofMap(Conversion ofValue) {
        return value -> {
            Map<String, @Nullable Object> map = new HashMap<>();
            ((Map<?, ?>) value)
                    .forEach((key, entry) -> map.put(key.toString(), entry == null ? null : ofValue.of(entry)));
            return map;
        };
    }

    /** A union of several types is a struct with a column for each; one of a single type is that type. */
    private static Conversion ofUnion(Type type, Schema union) {
        List<Schema> branches = TableColumns.branches(union);
        if (branches.size() == 1) {
            return conversion(type, branches.get(0));
        }
        Types.StructType struct = type.asStructType();
        Map<String, Conversion> byName = new HashMap<>();
        branches.forEach(branch -> byName.put(
                branch.getName(), conversion(struct.field(branch.getName()).type(), branch)));
        return value -> {
            Schema branch = union.getTypes().get(GenericData.get().resolveUnion(union, value));
            GenericRecord row = GenericRecord.create(struct);
            row.setField(
                    branch.getName(),
                    Objects.requireNonNull(byName.get(branch.getName())).of(value));
            return row;
        };
    }

    /** A number is as wide as its column, which may have been widened since. */
    private static Conversion scalar(Type type) {
        return switch (type.typeId()) {
            case LONG -> value -> value instanceof Integer number ? number.longValue() : value;
            case DOUBLE -> value -> value instanceof Float number ? number.doubleValue() : value;
            default -> RowPlan::scalar;
        };
    }

    private static Object scalar(Object value) {
        if (value instanceof Instant instant) {
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND),
                    instant.getNano() / NANOS_PER_MICRO);
        }
        if (value instanceof LocalDate date) {
            return Math.toIntExact(date.toEpochDay());
        }
        if (value instanceof GenericFixed fixed) {
            return ByteBuffer.wrap(fixed.bytes());
        }
        return value instanceof ByteBuffer || value instanceof Number || value instanceof Boolean
                ? value
                : value.toString();
    }
}
