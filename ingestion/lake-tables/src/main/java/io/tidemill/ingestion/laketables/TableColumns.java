package io.tidemill.ingestion.laketables;

import io.tidemill.schemas.contracts.LakeTables;
import java.util.ArrayList;
import java.util.List;
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

    private TableColumns() {}

    /** The Iceberg schema of the table of an event type whose data has this Avro schema. */
    public static org.apache.iceberg.Schema of(Schema data) {
        TableColumns columns = new TableColumns();
        List<Types.NestedField> fields = new ArrayList<>(List.of(
                columns.required(LakeTables.EVENT_ID, Types.StringType.get()),
                columns.required(LakeTables.EVENT_SOURCE, Types.StringType.get()),
                columns.required(LakeTables.EVENT_SUBJECT, Types.StringType.get()),
                columns.required(LakeTables.EVENT_TIME, Types.TimestampType.withZone()),
                columns.required(LakeTables.TENANT_ID, Types.StringType.get()),
                columns.required(LakeTables.INGEST_TIME, Types.TimestampType.withZone()),
                columns.required(LakeTables.KAFKA_TOPIC, Types.StringType.get()),
                columns.required(LakeTables.KAFKA_PARTITION, Types.IntegerType.get()),
                columns.required(LakeTables.KAFKA_OFFSET, Types.LongType.get())));
        fields.addAll(columns.fieldsOf(data));
        return new org.apache.iceberg.Schema(fields);
    }

    /** Whether a table has every column, at any depth, that is wanted. */
    public static boolean covers(org.apache.iceberg.Schema table, org.apache.iceberg.Schema wanted) {
        return TypeUtil.indexByName(table.asStruct())
                .keySet()
                .containsAll(TypeUtil.indexByName(wanted.asStruct()).keySet());
    }

    /** The branches of a union that are not null. */
    public static List<Schema> branches(Schema union) {
        return union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
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
        if (logical instanceof LogicalTypes.TimestampMillis) {
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
