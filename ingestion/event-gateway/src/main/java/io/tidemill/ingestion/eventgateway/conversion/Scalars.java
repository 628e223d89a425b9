package io.tidemill.ingestion.eventgateway.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Conversions of values that hold no others. */
final class Scalars {
    /** More digits before the point than this are no long; looked at first, for 1e999999999 fills the memory. */
    private static final int LONG_DIGITS = 19;

    private Scalars() {}

    static @Nullable Object nothing(JsonNode value) throws UnfitValueException {
        if (!value.isNull()) {
            throw UnfitValueException.of(value, "null");
        }
        return null;
    }

    static Object flag(JsonNode value) throws UnfitValueException {
        if (!value.isBoolean()) {
            throw UnfitValueException.of(value, "true or false");
        }
        return value.booleanValue();
    }

    /** A number without a fraction, also where it is written as 2.0 or 2e3. */
    static long integer(JsonNode value, long minimum, long maximum) throws UnfitValueException {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            if (digitsBeforePoint(number) <= LONG_DIGITS
                    && (value.isIntegralNumber() || number.stripTrailingZeros().scale() <= 0)
                    && number.compareTo(BigDecimal.valueOf(minimum)) >= 0
                    && number.compareTo(BigDecimal.valueOf(maximum)) <= 0) {
                return number.longValueExact();
            }
        }
        throw UnfitValueException.of(value, "a whole number from " + minimum + " to " + maximum);
    }

    static Object singlePrecision(JsonNode value) throws UnfitValueException {
        if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
            throw UnfitValueException.of(value, "a number of single precision");
        }
        return value.floatValue();
    }

    static Object doublePrecision(JsonNode value) throws UnfitValueException {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw UnfitValueException.of(value, "a number of double precision");
        }
        return value.doubleValue();
    }

    static Object text(JsonNode value) throws UnfitValueException {
        if (!value.isTextual()) {
            throw UnfitValueException.of(value, "a text");
        }
        if (!WritableText.is(value.textValue())) {
            throw UnfitValueException.of(value, WritableText.EXPECTED);
        }
        return value.textValue();
    }

    static Object bytes(JsonNode value) throws UnfitValueException {
        if (value.isTextual()) {
            try {
                return ByteBuffer.wrap(Base64.getDecoder().decode(value.textValue()));
            } catch (IllegalArgumentException e) {
                // Told below.
            }
        }
        throw UnfitValueException.of(value, "bytes in Base64");
    }

    /** A number, or a text of one for clients whose numbers are not exact. Never rounded. */
    static BigDecimal decimal(JsonNode value, int precision, int scale) throws UnfitValueException {
        BigDecimal number = value.isNumber() ? value.decimalValue() : decimalOfText(value);
        if (number != null && number.signum() == 0) {
            return BigDecimal.ZERO.setScale(scale);
        }
        if (number == null || digitsBeforePoint(number) > precision - scale || !fits(number, scale)) {
            throw UnfitValueException.of(
                    value,
                    "a decimal number, as number or text, with at most " + (precision - scale)
                            + " digits before the point and " + scale + " after it");
        }
        return number.setScale(scale);
    }

    /** RFC 3339 with any offset, cut to the millisecond. */
    static Instant timestamp(JsonNode value) throws UnfitValueException {
        if (value.isTextual()) {
            try {
                return Timestamps.parse(value.textValue()).truncatedTo(ChronoUnit.MILLIS);
            } catch (DateTimeException e) {
                // Told below.
            }
        }
        throw UnfitValueException.of(value, Timestamps.EXPECTED);
    }

    static LocalDate date(JsonNode value) throws UnfitValueException {
        if (value.isTextual()) {
            try {
                return LocalDate.parse(value.textValue());
            } catch (DateTimeException e) {
                // Told below.
            }
        }
        throw UnfitValueException.of(value, "a date such as 2026-01-31");
    }

    private static @Nullable BigDecimal decimalOfText(JsonNode value) {
        // The same length that Jackson allows a number.
        if (!value.isTextual() || value.textValue().length() > 1000) {
            return null;
        }
        try {
            return new BigDecimal(value.textValue());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean fits(BigDecimal number, int scale) {
        return number.scale() <= scale || number.stripTrailingZeros().scale() <= scale;
    }

    private static long digitsBeforePoint(BigDecimal number) {
        return (long) number.precision() - number.scale();
    }
}
