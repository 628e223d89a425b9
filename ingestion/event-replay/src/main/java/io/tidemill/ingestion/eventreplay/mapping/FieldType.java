package io.tidemill.ingestion.eventreplay.mapping;

import io.tidemill.ingestion.eventreplay.rows.BadRowException;
import java.math.BigDecimal;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What a field of an event's data takes, and how text becomes it. */
@FunctionalInterface
interface FieldType {
    /** The value of a text that is not empty. */
    Object parse(String text) throws BadRowException;

    /**
     * The type of a field.
     *
     * @param schema the field's schema, without null
     * @param time how times in it are written
     */
    static FieldType of(Schema schema, TimeFormat time) {
        LogicalType logical = schema.getLogicalType();
        if (logical instanceof LogicalTypes.Decimal decimal) {
            return text -> decimal(text, decimal.getPrecision(), decimal.getScale());
        }
        if (logical instanceof LogicalTypes.TimestampMillis || logical instanceof LogicalTypes.TimestampMicros) {
            return time::parse;
        }
        if (logical instanceof LogicalTypes.Date) {
            return text -> text;
        }
        return switch (schema.getType()) {
            case STRING, ENUM, BYTES, FIXED -> text -> text;
            case INT -> text -> whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT, DOUBLE -> FieldType::number;
            case BOOLEAN -> FieldType::truth;
            default ->
                text -> {
                    throw new BadRowException("fields of type " + schema.getName() + " cannot be mapped");
                };
        };
    }

    private static Object decimal(String text, int precision, int scale) throws BadRowException {
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.precision() - (long) number.scale() <= precision - scale) {
                return number.setScale(scale).stripTrailingZeros();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Told below.
        }
        throw new BadRowException("\"" + text + "\", expected a number of at most " + (precision - scale)
                + " digits before the point and " + scale + " after it");
    }

    private static Object whole(String text, long least, long greatest) throws BadRowException {
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.precision() - (long) number.scale() <= 19) {
                long whole = number.longValueExact();
                if (whole >= least && whole <= greatest) {
                    return whole;
                }
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // Told below.
        }
        throw new BadRowException("\"" + text + "\", expected a whole number from " + least + " to " + greatest);
    }

    private static Object number(String text) throws BadRowException {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new BadRowException("\"" + text + "\", expected a number");
    }

    private static Object truth(String text) throws BadRowException {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadRowException("\"" + text + "\", expected true or false");
        };
    }
}
