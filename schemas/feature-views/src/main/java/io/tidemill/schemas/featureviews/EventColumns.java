package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.events.ReleasedSchema;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The fields of an event type as features see them. */
final class EventColumns {
    private final ReleasedSchema source;

    EventColumns(ReleasedSchema source) {
        this.source = source;
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
            node.problem("field '" + column + "' of " + source.type() + " is " + field.get() + ", function "
                    + function.text() + " expects a number"
                    + (function.column() == AggregationFunction.Column.NUMBER ? "" : " or text"));
            return Optional.empty();
        }
        return type;
    }

    /** The schema of a field; its absence is noted. */
    Optional<Schema> field(YamlNode node, String column) {
        Schema.Field field = source.schema().getField(column);
        if (field == null) {
            node.problem("event type " + source.type() + " has no field '" + column + "', expected one of "
                    + source.schema().getFields().stream()
                            .map(Schema.Field::name)
                            .collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        return Optional.of(field.schema());
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
