package io.tidemill.decisionengine.decisions;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** A value of an event's data in JSON, as the event on the topic would have it. */
final class FieldValues {
    private FieldValues() {}

    /**
     * Reads a value.
     *
     * @throws ProblemException with status 422 if it is not of the field's type
     */
    static Object read(String field, Schema declared, JsonNode value) {
        Schema schema = notNull(declared);
        LogicalType logical = schema.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return decimal(field, decimal, value);
        }
        if (logical instanceof LogicalTypes.TimestampMillis) {
            return instant(field, value);
        }
        return switch (schema.getType()) {
            case STRING -> expect(field, value, value.isTextual(), "text").textValue();
            case BOOLEAN ->
                expect(field, value, value.isBoolean(), "true or false").booleanValue();
            case INT ->
                expect(field, value, value.isIntegralNumber() && value.canConvertToInt(), "a whole number")
                        .intValue();
            case LONG ->
                expect(field, value, value.isIntegralNumber() && value.canConvertToLong(), "a whole number")
                        .longValue();
            case FLOAT, DOUBLE -> finite(field, expect(field, value, value.isNumber(), "a number"));
            default -> throw ProblemException.invalid(field, "rules cannot compare values of this type");
        };
    }

    /** The type of a field, without the null it may be. */
    static Schema notNull(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElse(schema)
                : schema;
    }

    private static double finite(String field, JsonNode value) {
        double number = value.doubleValue();
        expect(field, value, Double.isFinite(number), "a number that fits a double");
        return number;
    }

    private static BigDecimal decimal(String field, LogicalTypes.Decimal type, JsonNode value) {
        BigDecimal number = expect(field, value, value.isNumber(), "a number").decimalValue();
        boolean fits = Math.abs((long) number.scale()) <= type.getPrecision()
                && number.stripTrailingZeros().scale() <= type.getScale()
                && number.precision() - number.scale() <= type.getPrecision() - type.getScale();
        expect(field, value, fits, "at most " + type.getScale() + " decimals and " + type.getPrecision() + " digits");
        return number.setScale(type.getScale(), RoundingMode.UNNECESSARY);
    }

    private static Instant instant(String field, JsonNode value) {
        try {
            return Instant.parse(
                            expect(field, value, value.isTextual(), "a time").textValue())
                    .truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            throw ProblemException.invalid(field, "expected RFC 3339 such as 2026-01-31T08:00:00Z")
                    .withCause(e);
        }
    }

    private static JsonNode expect(String field, JsonNode value, boolean fits, String expected) {
        if (!fits) {
            throw ProblemException.invalid(field, "expected " + expected + ", found " + value.getNodeType());
        }
        return value;
    }
}
