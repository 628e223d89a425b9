package io.tidemill.infra.launcher.command;

import io.tidemill.featurejobs.feastregistry.RedisAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How values of options are read. What cannot be read is said with the value and what was expected, not with a Java type. */
final class ValueConverters {
    private ValueConverters() {}

    /** Has a command and those below it read values so. */
    static void register(CommandLine command) {
        ITypeConverter<Integer> integers = of(Integer::valueOf, "a whole number");
        ITypeConverter<Long> longs = of(Long::valueOf, "a whole number");
        command.registerConverter(Integer.class, integers)
                .registerConverter(int.class, integers)
                .registerConverter(Long.class, longs)
                .registerConverter(long.class, longs)
                .registerConverter(Duration.class, of(Duration::parse, "a duration such as PT10M"))
                .registerConverter(LocalDate.class, of(LocalDate::parse, "a day such as 2026-03-29"))
                .registerConverter(Instant.class, of(Instant::parse, "an instant such as 2026-03-29T08:15:30Z"))
                .registerConverter(RedisAddress.class, ValueConverters::redis);
    }

    private static <T> ITypeConverter<T> of(Function<String, T> parse, String expected) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (NumberFormatException | DateTimeException e) {
                throw new TypeConversionException("'" + text + "': expected " + expected);
            }
        };
    }

    /** It says itself what it expects. */
    private static RedisAddress redis(String text) {
        try {
            return RedisAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
