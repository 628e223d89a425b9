package io.tidemill.schemas.contracts;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Times in RFC 3339 as events have them. {@link Instant#parse} builds a formatter's whole state for each text, which takes
 * as long as all else that is done to read an event.
 */
final class UtcTimes {
    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final int FRACTION = SHAPE.length() + 1;
    private static final int NANO_DIGITS = 9;
    private static final int SECONDS_PER_DAY = 86_400;

    private UtcTimes() {}

    /**
     * What {@link Instant#parse} makes of a text.
     *
     * @throws DateTimeException where that does
     */
    static Instant parse(String text) {
        if (!isUsual(text)) {
            return Instant.parse(text);
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text);
        }
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        int digits = Math.max(0, text.length() - 1 - FRACTION);
        int nanos = number(text, FRACTION, FRACTION + digits);
        for (int digit = digits; digit < NANO_DIGITS; digit++) {
            nanos *= 10;
        }
        return Instant.ofEpochSecond(day * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second, nanos);
    }

    /** Whether it is four digits of a year, and so on, with up to nine digits of a fraction, and a Z. */
    private static boolean isUsual(String text) {
        int last = text.length() - 1;
        if (last < SHAPE.length() || last > FRACTION + NANO_DIGITS || text.charAt(last) != 'Z' || last == FRACTION) {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char expected = SHAPE.charAt(i);
            char found = text.charAt(i);
            if (expected == '0' ? !isDigit(found) : found != expected) {
                return false;
            }
        }
        for (int i = FRACTION; i < last; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return last == SHAPE.length() || text.charAt(SHAPE.length()) == '.';
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static int number(String digits, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + (digits.charAt(i) - '0');
        }
        return number;
    }
}
