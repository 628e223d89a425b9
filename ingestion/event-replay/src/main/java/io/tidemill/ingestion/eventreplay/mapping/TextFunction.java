package io.tidemill.ingestion.eventreplay.mapping;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an expression can do to a column's text: {@code ${name | trim | lower}}. */
enum TextFunction {
    /** Without blanks at either end. */
    TRIM(String::strip),
    /** In lower case. */
    LOWER(text -> text.toLowerCase(Locale.ROOT)),
    /** In upper case. */
    UPPER(text -> text.toUpperCase(Locale.ROOT)),
    /** A number as people write it, {@code $1,234.50}, as programs do, {@code 1234.50}. */
    NUMBER(text -> Decoration.PATTERN.matcher(text).replaceAll("").replace(",", "")),
    /** A number with a decimal comma, {@code 1.234,50 €}, as programs write it, {@code 1234.50}. */
    DECIMAL_COMMA(text ->
            Decoration.PATTERN.matcher(text).replaceAll("").replace(".", "").replace(',', '.'));

    private final UnaryOperator<String> function;

    TextFunction(UnaryOperator<String> function) {
        this.function = function;
    }

    String apply(String text) {
        return function.apply(text);
    }

    String spelling() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<TextFunction> named(String spelling) {
        return Arrays.stream(values())
                .filter(function -> function.spelling().equals(spelling))
                .findFirst();
    }

    static String spellings() {
        return Arrays.stream(values()).map(TextFunction::spelling).collect(Collectors.joining(", "));
    }

    /** Blanks and currency signs. */
    private static final class Decoration {
        static final Pattern PATTERN = Pattern.compile("[\\s\\p{Z}\\p{Sc}]");
    }
}
