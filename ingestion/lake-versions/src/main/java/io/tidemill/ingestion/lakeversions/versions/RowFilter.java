package io.tidemill.ingestion.lakeversions.versions;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Conditions on rows as text: comparisons joined by {@code and}, such as {@code amount >= 10 and event_subject = 'm-1' and
 * channel is not null and id like 'a%'}. Text and times stand in single quotes, a quote within doubled.
 */
public final class RowFilter {
    private static final Pattern COMPARISON = Pattern.compile(
            "\\s*([A-Za-z_][A-Za-z0-9_.]*)\\s*(?:(is\\s+not\\s+null|is\\s+null)|(<=|>=|!=|<>|=|<|>|like)\\s*"
                    + "('(?:[^']|'')*'|[-+0-9.eE]+|true|false))\\s*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern AND = Pattern.compile("and\\b", Pattern.CASE_INSENSITIVE);

    private RowFilter() {}

    /**
     * Reads a condition.
     *
     * @throws ProblemException with status 422 if it cannot be read or names a column that the table does not have
     */
    public static Expression parse(String text, Schema schema) {
        List<Expression> conditions = new ArrayList<>();
        Matcher comparison = COMPARISON.matcher(text);
        int at = 0;
        while (true) {
            comparison.region(at, text.length());
            if (!comparison.lookingAt()) {
                throw invalid(text, at);
            }
            conditions.add(condition(comparison, schema));
            at = comparison.end();
            if (at == text.length()) {
                return conditions.stream().reduce(Expressions.alwaysTrue(), Expressions::and);
            }
            Matcher and = AND.matcher(text).region(at, text.length());
            if (!and.lookingAt()) {
                throw invalid(text, at);
            }
            at = and.end();
        }
    }

    private static Expression condition(Matcher comparison, Schema schema) {
        String column = comparison.group(1);
        Types.NestedField field = schema.findField(column);
        if (field == null || !field.type().isPrimitiveType()) {
            throw ProblemException.invalid("where", "there is no column " + column + " of a plain type");
        }
        String presence = comparison.group(2);
        if (presence != null) {
            return presence.toLowerCase(Locale.ROOT).contains("not")
                    ? Expressions.notNull(column)
                    : Expressions.isNull(column);
        }
        String operator = comparison.group(3).toLowerCase(Locale.ROOT);
        Object value = value(column, field.type(), comparison.group(4));
        return switch (operator) {
            case "=" -> Expressions.equal(column, value);
            case "<" -> Expressions.lessThan(column, value);
            case "<=" -> Expressions.lessThanOrEqual(column, value);
            case ">" -> Expressions.greaterThan(column, value);
            case ">=" -> Expressions.greaterThanOrEqual(column, value);
            case "like" -> like(column, value.toString());
            default -> Expressions.notEqual(column, value);
        };
    }

    private static Expression like(String column, String pattern) {
        if (!pattern.endsWith("%") || pattern.indexOf('%') < pattern.length() - 1) {
            throw ProblemException.invalid("where", column + " like '" + pattern + "': expected one %, at the end");
        }
        return Expressions.startsWith(column, pattern.substring(0, pattern.length() - 1));
    }

    private static Object value(String column, Type type, String literal) {
        boolean quoted = literal.startsWith("'");
        String text = quoted ? literal.substring(1, literal.length() - 1).replace("''", "'") : literal;
        try {
            return switch (type.typeId()) {
                case INTEGER -> Integer.parseInt(text);
                case LONG -> Long.parseLong(text);
                case FLOAT -> Float.parseFloat(text);
                case DOUBLE -> Double.parseDouble(text);
                case BOOLEAN -> Boolean.parseBoolean(text);
                case DECIMAL ->
                    new BigDecimal(text)
                            .setScale(((Types.DecimalType) type).scale())
                            .toString();
                case TIMESTAMP -> java.time.OffsetDateTime.parse(text).toString();
                default -> text;
            };
        } catch (ArithmeticException | IllegalArgumentException | java.time.format.DateTimeParseException e) {
            throw ProblemException.invalid("where", column + " " + literal + ": expected a value of type " + type);
        }
    }

    private static ProblemException invalid(String text, int at) {
        return ProblemException.invalid(
                "where",
                "'" + text.substring(at)
                        + "': expected comparisons joined by and, such as amount >= 10 and channel = 'web'");
    }
}
