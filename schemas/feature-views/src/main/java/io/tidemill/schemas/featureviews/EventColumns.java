package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.events.ReleasedSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The fields of the events that features are computed from, by their names in the view. */
final class EventColumns {
    /** The property of fields that {@code io.tidemill.schemas.contracts.PersonalData} protects. */
    private static final String PERSONAL_DATA = "pii";

    private final List<Of> types;
    private final Map<String, Schema> attributes;

    /**
     * One type of these events.
     *
     * @param names by the name in the view the name of a field, where that is another
     */
    record Of(ReleasedSchema schema, Map<String, String> names) {
        Of {
            names = Map.copyOf(names);
        }

        String field(String column) {
            return names.getOrDefault(column, column);
        }

        /** Whether the schema of the events has something to say of how the column is protected. */
        boolean isPersonal(String column) {
            Schema.Field field = schema.schema().getField(field(column));
            return field != null && field.getObjectProp(PERSONAL_DATA) != null;
        }
    }

    /** What a field holds, as far as conditions and functions care. */
    private enum Kind {
        NUMBER,
        TEXT,
        BOOLEAN,
        OTHER
    }

    /**
     * @param types at least one; a column has to be there in all of them, and of one kind
     * @param attributes by name the fields of other events that are columns too
     */
    EventColumns(List<Of> types, Map<String, Schema> attributes) {
        this.types = List.copyOf(types);
        this.attributes = Map.copyOf(attributes);
    }

    /** The type of a field that a function reads, if it can; what is wrong is noted. */
    Optional<ValueType> read(YamlNode node, String column, AggregationFunction function) {
        Optional<Schema> field = field(node, column);
        if (field.isEmpty()) {
            return Optional.empty();
        }
        Optional<ValueType> type = typeOf(field.get());
        boolean text = type.filter(found -> found == ValueType.STRING).isPresent();
        if (type.isEmpty() || (text && function.column() == AggregationFunction.Column.NUMBER)) {
            node.problem(
                    "field '" + column + "' of " + types.get(0).schema().type() + " is " + field.get() + ", function "
                            + function.text() + " expects a number"
                            + (function.column() == AggregationFunction.Column.NUMBER ? "" : " or text"));
            return Optional.empty();
        }
        return type;
    }

    /** The schema of a field, as the first of the types has it; its absence from any, and another kind, are noted. */
    Optional<Schema> field(YamlNode node, String column) {
        Schema attribute = attributes.get(column);
        if (attribute != null) {
            return Optional.of(attribute);
        }
        Optional<Schema> first = fieldOf(node, column, types.get(0));
        for (Of other : types.subList(1, types.size())) {
            Optional<Schema> schema = fieldOf(node, column, other);
            if (schema.isEmpty()) {
                return Optional.empty();
            }
            if (first.isPresent() && kind(first.get()) != kind(schema.get())) {
                node.problem("field '" + other.field(column) + "' of "
                        + other.schema().type() + " is " + schema.get() + ", and '" + column + "' of "
                        + types.get(0).schema().type() + " is " + first.get() + ": expected two of one kind");
                return Optional.empty();
            }
        }
        return first;
    }

    private static Optional<Schema> fieldOf(YamlNode node, String column, Of type) {
        Schema.Field field = type.schema().schema().getField(type.field(column));
        if (field == null) {
            node.problem("event type " + type.schema().type() + " has no field '" + type.field(column)
                    + "', expected one of "
                    + type.schema().schema().getFields().stream()
                            .map(Schema.Field::name)
                            .collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        return Optional.of(field.schema());
    }

    private static Kind kind(Schema schema) {
        if (isBoolean(schema)) {
            return Kind.BOOLEAN;
        }
        return typeOf(schema)
                .map(type -> type == ValueType.STRING ? Kind.TEXT : Kind.NUMBER)
                .orElse(Kind.OTHER);
    }

    /** The type of a field as a feature; empty for what is neither number nor text. */
    static Optional<ValueType> typeOf(Schema declared) {
        Schema schema = valueOf(declared);
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal) {
            return Optional.of(ValueType.DOUBLE);
        }
        if (schema.getLogicalType() != null) {
            return Optional.empty();
        }
        return switch (schema.getType()) {
            case INT, LONG -> Optional.of(ValueType.INT64);
            case FLOAT, DOUBLE -> Optional.of(ValueType.DOUBLE);
            case STRING -> Optional.of(ValueType.STRING);
            default -> Optional.empty();
        };
    }

    static boolean isBoolean(Schema declared) {
        return valueOf(declared).getType() == Schema.Type.BOOLEAN;
    }

    /** What a field holds when it holds anything. */
    static Schema valueOf(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(each -> each.getType() != Schema.Type.NULL)
                .findFirst()
                .orElse(schema);
    }

    /** A finite number, as people write it. */
    static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
