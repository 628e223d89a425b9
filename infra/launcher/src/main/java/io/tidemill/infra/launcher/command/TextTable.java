package io.tidemill.infra.launcher.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Rows under headings, each column as wide as its widest value, numbers to the right. */
final class TextTable {
    private static final long KIBIBYTE = 1024;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row with a value for each heading. */
    void row(Object... values) {
        if (values.length != headings.size()) {
            throw new IllegalArgumentException(values.length + " values: expected one for each of " + headings);
        }
        rows.add(Stream.of(values).map(String::valueOf).toList());
    }

    /** Bytes in the largest unit that leaves a whole number, such as {@code 12.3M}. */
    static String bytes(long bytes) {
        if (bytes < KIBIBYTE) {
            return Long.toString(bytes);
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        return String.format(Locale.ROOT, "%.1f%c", bytes / (double) (1L << (unit * 10)), " KMGTPE".charAt(unit));
    }

    /** How long something took or is ago, to the second, such as {@code 2m5s}; other texts as they are. */
    static String age(String duration) {
        try {
            String seconds =
                    Duration.ofSeconds(Duration.parse(duration).toSeconds()).toString();
            return seconds.substring("PT".length()).toLowerCase(Locale.ROOT);
        } catch (DateTimeParseException e) {
            return duration;
        }
    }

    void print(PrintWriter out) {
        int[] widths = new int[headings.size()];
        boolean[] numbers = new boolean[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            int index = column;
            widths[column] = Stream.concat(Stream.of(headings), rows.stream())
                    .mapToInt(row -> row.get(index).length())
                    .max()
                    .orElse(0);
            numbers[column] = !rows.isEmpty()
                    && rows.stream().allMatch(row -> row.get(index).matches("-|-?[0-9.,]+[KMGTPE]?"));
        }
        print(headings, widths, numbers, out);
        rows.forEach(row -> print(row, widths, numbers, out));
        out.flush();
    }

    private static void print(List<String> row, int[] widths, boolean[] numbers, PrintWriter out) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String pad = " ".repeat(widths[column] - row.get(column).length());
            line.append(numbers[column] ? pad + row.get(column) : row.get(column) + pad);
            line.append("  ");
        }
        out.println(line.toString().stripTrailing());
    }
}
