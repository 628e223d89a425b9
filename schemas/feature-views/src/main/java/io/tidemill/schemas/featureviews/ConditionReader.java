package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.featureviews.Condition.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * Reads {@code where}: by field, either the value it must have or what it is compared with. {@code true} and {@code false}
 * are 1 and 0, as the aggregations see a boolean.
 */
final class ConditionReader {
    static final String EQUALS = "equals";
    static final String NOT_EQUALS = "notEquals";

    private final EventColumns columns;

    ConditionReader(EventColumns columns) {
        this.columns = columns;
    }

    /** The conditions that could be read; what is wrong with others is noted. */
    List<Condition> read(YamlNode where) {
        List<Condition> conditions = new ArrayList<>();
        where.entries().forEach((column, node) -> columns.field(node, column)
                .ifPresent(field -> conditions.addAll(conditions(node, column, field))));
        return conditions;
    }

    private List<Condition> conditions(YamlNode node, String column, Schema field) {
        Optional<ValueType> type = EventColumns.typeOf(field);
        boolean isBoolean = EventColumns.isBoolean(field);
        if (type.isEmpty() && !isBoolean) {
            node.problem("field '" + column + "' is " + field + ", expected a field of a number, text or boolean");
            return List.of();
        }
        Kind kind = isBoolean ? Kind.BOOLEAN : type.get() == ValueType.STRING ? Kind.TEXT : Kind.NUMBER;
        if (node.isScalar()) {
            return operand(node, kind)
                    .map(value -> List.of(new Condition(column, Operator.IN, List.of(value))))
                    .orElse(List.of());
        }
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, YamlNode> entry : node.entries().entrySet()) {
            condition(column, entry.getKey(), entry.getValue(), kind).ifPresent(conditions::add);
        }
        return conditions;
    }

    private static Optional<Condition> condition(String column, String key, YamlNode node, Kind kind) {
        if (key.equals(EQUALS) || key.equals(NOT_EQUALS)) {
            Operator operator = key.equals(EQUALS) ? Operator.IN : Operator.NOT_IN;
            return operand(node, kind).map(value -> new Condition(column, operator, List.of(value)));
        }
        Optional<Operator> found = Operator.of(key);
        if (found.isEmpty()) {
            node.problem("'" + key + "' is no comparison, expected one of "
                    + Stream.concat(
                                    Stream.of(EQUALS, NOT_EQUALS),
                                    Stream.of(Operator.values()).map(Operator::text))
                            .collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        Operator operator = found.get();
        return switch (operator) {
            case IN, NOT_IN -> operands(node, kind).map(values -> new Condition(column, operator, values));
            case AT_LEAST, ABOVE, AT_MOST, BELOW ->
                operand(node, kind).map(value -> new Condition(column, operator, List.of(value)));
            case PRESENT, ABSENT -> truth(node, column, operator);
        };
    }

    private static Optional<List<Object>> operands(YamlNode node, Kind kind) {
        List<Object> values = new ArrayList<>();
        List<YamlNode> elements = node.elements();
        elements.forEach(element -> operand(element, kind).ifPresent(values::add));
        return elements.isEmpty() || values.size() < elements.size() ? Optional.empty() : Optional.of(values);
    }

    /** {@code present: true} and {@code absent: false} say the same. */
    private static Optional<Condition> truth(YamlNode node, String column, Operator operator) {
        return operand(node, Kind.BOOLEAN).map(value -> {
            boolean present = (operator == Operator.PRESENT) == value.equals(1L);
            return new Condition(column, present ? Operator.PRESENT : Operator.ABSENT, List.of());
        });
    }

    private static Optional<Object> operand(YamlNode node, Kind kind) {
        return node.text().flatMap(text -> {
            Optional<Object> value = kind.read(text);
            if (value.isEmpty()) {
                node.problem("'" + text + "', expected " + kind.expected);
            }
            return value;
        });
    }

    /** What a field can be compared with. */
    private enum Kind {
        NUMBER("a number"),
        TEXT("text"),
        BOOLEAN("true or false");

        private final String expected;

        Kind(String expected) {
            this.expected = expected;
        }

        Optional<Object> read(String text) {
            return switch (this) {
                case TEXT -> Optional.of(text);
                case BOOLEAN ->
                    switch (text) {
                        case "true" -> Optional.of(1L);
                        case "false" -> Optional.of(0L);
                        default -> Optional.empty();
                    };
                case NUMBER -> number(text);
            };
        }

        private static Optional<Object> number(String text) {
            try {
                return Optional.of(Long.valueOf(text));
            } catch (NumberFormatException e) {
                return EventColumns.number(text).map(number -> number);
            }
        }
    }
}
