package io.tidemill.ingestion.eventreplay.mapping;

import io.tidemill.ingestion.eventreplay.rows.BadRowException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** How a time is written. Dates without a time of day are their midnight in the zone. */
interface TimeFormat {
    /** The instant that a text names, to the millisecond. */
    Instant parse(String text) throws BadRowException;

    /**
     * The format of a name.
     *
     * @param name {@code iso}, {@code epoch-seconds}, {@code epoch-millis} or a pattern of {@link DateTimeFormatter}
     * @param zone of times that name none
     * @throws IllegalArgumentException if it is no pattern
     */
    static TimeFormat named(String name, ZoneId zone) {
        return switch (name) {
            case "iso" -> new Pattern("ISO 8601", iso(), zone);
            case "epoch-seconds" -> text -> epoch(text, 3);
            case "epoch-millis" -> text -> epoch(text, 0);
            default -> new Pattern(name, DateTimeFormatter.ofPattern(properYear(name), Locale.ENGLISH), zone);
        };
    }

    private static DateTimeFormatter iso() {
        return new DateTimeFormatterBuilder()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .optionalStart()
                .appendPattern("['T'][' ']")
                .append(DateTimeFormatter.ISO_LOCAL_TIME)
                .appendPattern("[XXX][XX][X]")
                .optionalEnd()
                .toFormatter(Locale.ROOT);
    }

    /** The year as it is counted, not within an era: otherwise February 30 could not be refused. */
    private static String properYear(String pattern) {
        return pattern.indexOf('G') < 0 ? pattern.replace('y', 'u') : pattern;
    }

    private static Instant epoch(String text, int shift) throws BadRowException {
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.precision() - (long) number.scale() > 18) {
                throw new ArithmeticException("too large");
            }
            return Instant.ofEpochMilli(
                    number.scaleByPowerOfTen(shift).toBigInteger().longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new BadRowException("\"" + text + "\" is no time in " + (shift == 0 ? "milliseconds" : "seconds"));
        }
    }

    /** A pattern of letters. */
    final class Pattern implements TimeFormat {
        private final String name;
        private final DateTimeFormatter formatter;
        private final ZoneId zone;

        Pattern(String name, DateTimeFormatter formatter, ZoneId zone) {
            this.name = name;
            this.formatter = formatter.withResolverStyle(ResolverStyle.STRICT);
            this.zone = zone;
        }

        @Override
        public Instant parse(String text) throws BadRowException {
            try {
                TemporalAccessor parsed =
                        formatter.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
                return instant(parsed).truncatedTo(ChronoUnit.MILLIS);
            } catch (DateTimeException e) {
                throw new BadRowException("\"" + text + "\" is no time in the format " + name);
            }
        }

        private Instant instant(TemporalAccessor parsed) {
            if (parsed instanceof LocalDateTime local) {
                return local.atZone(zone).toInstant();
            }
            return parsed instanceof LocalDate date ? date.atStartOfDay(zone).toInstant() : Instant.from(parsed);
        }
    }
}
