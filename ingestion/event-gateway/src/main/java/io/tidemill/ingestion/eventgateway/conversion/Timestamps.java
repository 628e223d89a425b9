package io.tidemill.ingestion.eventgateway.conversion;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

/** Times as RFC 3339 writes them. */
public final class Timestamps {
    /** What to tell who sent something else. */
    public static final String EXPECTED = "a time in RFC 3339, such as 2026-01-31T08:15:30.123Z";

    private static final int YEAR_DIGITS = 4;

    private Timestamps() {}

    /**
     * The instant of a time with an offset.
     *
     * @throws DateTimeException if it is none
     */
    public static Instant parse(String text) {
        // Java also reads years of more digits, and signs.
        if (text.length() <= YEAR_DIGITS || text.charAt(YEAR_DIGITS) != '-' || text.charAt(0) == '-') {
            throw new DateTimeException(text);
        }
        return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
    }
}
