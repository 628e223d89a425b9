package io.tidemill.ingestion.laketables;

import io.tidemill.schemas.contracts.LakeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * The columns of a table: those that every table has, then the fields of the event's data under their own names, all of
 * them optional so that a schema can grow. A union of several types becomes a struct with one optional field a branch,
 * named after its Avro type.
 */
public final class TableColumns {
    private int lastId;
    private Types.StructType existing = Types.StructType.of();

    private TableColumns() {}

    /** The Iceberg schema of the table of an event type whose data has this Avro schema. */
    public static org.apache.iceberg.Schema of(Schema data) {
        return of(data, new org.apache.iceberg.Schema());
    }

    /** As {@link #of(Schema)}, with the names that the columns have beside those a table has already. */
    static org.apache.iceberg.Schema of(Schema data, org.apache.iceberg.Schema table) {
        TableColumns columns = new TableColumns();
        columns.existing = table.asStruct();
        List<Types.NestedField> fields = new ArrayList<>(columns.ofEveryEvent());
        for (Schema.Field field : data.getFields()) {
            Type type = columns.typeOf(field.schema());
            fields.add(columns.optional(nameOf(columns.existing, field.name(), type), type));
        }
        return new org.apache.iceberg.Schema(fields);
    }

    /** Whether a table has the columns that every table of events begins with. */
    public static boolean holdEvents(org.apache.iceberg.Schema table) {
        return new TableColumns().ofEveryEvent().stream().allMatch(column -> {
            Types.NestedField found = table.findField(column.name());
            return found != null && found.type().equals(column.type());
        });
    }

    /**
     * The column of a field within a table: the one of the field's own name, if there is none yet or it takes the type,
     * else one with the type's name behind, such as {@code amount_double}.
     */
    static String nameOf(Types.StructType table, String field, Type type) {
        String suffix = "_" + type.typeId().name().toLowerCase(Locale.ROOT);
        String name = field;
        for (int other = 1; !isFree(table, name, type); other++) {
            name = field + suffix + (other == 1 ? "" : Integer.toString(other));
        }
        return name;
    }

    /** As {@link #nameOf(Types.StructType, String, Type)}, for a field of the data. */
    public static String nameOf(Types.StructType table, Schema.Field field) {
        return nameOf(table, field.name(), new TableColumns().typeOf(field.schema()));
    }

    private static boolean isFree(Types.StructType table, String name, Type type) {
        Types.NestedField column = table.field(name);
        return column == null || takes(column.type(), type);
    }

    /** Whether a column holds values of a type, as it is or once it is widened. */
    private static boolean takes(Type column, Type type) {
        if (column.isStructType() && type.isStructType()) {
            return type.asStructType().fields().stream().allMatch(field -> {
                Types.NestedField known = column.asStructType().field(field.name());
                return known == null || takes(known.type(), field.type());
            });
        }
        if (column.isListType() && type.isListType()) {
            return takes(column.asListType().elementType(), type.asListType().elementType());
        }
        if (column.isMapType() && type.isMapType()) {
            return takes(column.asMapType().valueType(), type.asMapType().valueType());
        }
        return column.isPrimitiveType() && type.isPrimitiveType() && (widens(column, type) || widens(type, column));
    }

    private static boolean widens(Type from, Type to) {
        return from.equals(to) || TypeUtil.isPromotionAllowed(from, to.asPrimitiveType());
    }

    /** Whether a table has every column, at any depth, that is wanted, and of a type that is as wide. */
    public static boolean covers(org.apache.iceberg.Schema table, org.apache.iceberg.Schema wanted) {
        return TypeUtil.indexByName(wanted.asStruct()).keySet().stream().allMatch(name -> {
            Types.NestedField column = table.findField(name);
            if (column == null) {
                return false;
            }
            Type type = wanted.findField(name).type();
            return !type.isPrimitiveType() || column.type().isPrimitiveType() && widens(type, column.type());
        });
    }

    /** The branches of a union that are not null. */
    public static List<Schema> branches(Schema union) {
        return union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
    }

    private List<Types.NestedField> ofEveryEvent() {
        return List.of(
                required(LakeTables.EVENT_ID, Types.StringType.get()),
                required(LakeTables.EVENT_SOURCE, Types.StringType.get()),
                required(LakeTables.EVENT_SUBJECT, Types.StringType.get()),
                required(LakeTables.EVENT_TIME, Types.TimestampType.withZone()),
                required(LakeTables.TENANT_ID, Types.StringType.get()),
                required(LakeTables.INGEST_TIME, Types.TimestampType.withZone()),
                required(LakeTables.KAFKA_TOPIC, Types.StringType.get()),
                required(LakeTables.KAFKA_PARTITION, Types.IntegerType.get()),
                required(LakeTables.KAFKA_OFFSET, Types.LongType.get()));
    }

    private List<Types.NestedField> fieldsOf(Schema schema) {
        return schema.getFields().stream()
                .map(field -> optional(field.name(), typeOf(field.schema())))
                .toList();
    }

    private Type typeOf(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
        }
        if (logical instanceof LogicalTypes.TimestampMillis || logical instanceof LogicalTypes.TimestampMicros) {
            return Types.TimestampType.withZone();
        }
        if (logical instanceof LogicalTypes.Date) {
            return Types.DateType.get();
        }
        return switch (schema.getType()) {
            case STRING, ENUM -> Types.StringType.get();
            case INT -> Types.IntegerType.get();
            case LONG -> Types.LongType.get();
            case FLOAT -> Types.FloatType.get();
            case DOUBLE -> Types.DoubleType.get();
            case BOOLEAN -> Types.BooleanType.get();
            case BYTES, FIXED -> Types.BinaryType.get();
            case ARRAY -> Types.ListType.ofOptional(++lastId, typeOf(schema.getElementType()));
            case MAP ->
                Types.MapType.ofOptional(++lastId, ++lastId, Types.StringType.get(), typeOf(schema.getValueType()));
            case RECORD -> Types.StructType.of(fieldsOf(schema));
            case UNION -> typeOfUnion(branches(schema));
            case NULL -> throw new IllegalArgumentException("a field of type null holds nothing: " + schema);
        };
    }

    private Type typeOfUnion(List<Schema> branches) {
        return branches.size() == 1
                ? typeOf(branches.get(0))
                : Types.StructType.of(branches.stream()
                        .map(branch -> optional(branch.getName(), typeOf(branch)))
                        .toList());
    }

    private Types.NestedField required(String name, Type type) {
        return Types.NestedField.required(++lastId, name, type);
    }

    private Types.NestedField optional(String name, Type type) {
        return Types.NestedField.optional(++lastId, name, type);
    }
}
