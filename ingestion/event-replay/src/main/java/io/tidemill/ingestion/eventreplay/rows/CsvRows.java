package io.tidemill.ingestion.eventreplay.rows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file in RFC 4180's form. A quoted value may go over several lines. After a row that cannot be read,
 * reading goes on at the line after its first, so that one stray quote costs one line.
 */
public final class CsvRows implements RowReader {
    private static final int MAXIMUM_LINES_OF_A_ROW = 1000;

    private final LineReader lines;
    private final CSVFormat format;
    private final BadRows bad;
    private final List<String> columns;
    private final Map<String, Integer> positions;

    private CsvRows(LineReader lines, CSVFormat format, BadRows bad, List<String> columns) throws IOException {
        this.lines = lines;
        this.format = format;
        this.bad = bad;
        this.columns = columns;
        this.positions = positions(columns);
    }

    /**
     * Opens a file.
     *
     * @param columns the names of the columns; empty to take them from the first line
     * @throws IOException if it has no header, or one that names a column twice
     */
    public static CsvRows open(
            InputStream in, Charset charset, char delimiter, Optional<List<String>> columns, BadRows bad)
            throws IOException {
        LineReader lines = new LineReader(in, charset, bad);
        CSVFormat format = CSVFormat.RFC4180.builder().setDelimiter(delimiter).get();
        if (columns.isPresent()) {
            return new CsvRows(lines, format, bad, columns.get());
        }
        Line header = lines.next().orElseThrow(() -> new IOException("the file is empty, expected a header"));
        List<String> names = parse(format, header.text());
        if (names == null) {
            throw new IOException("line " + header.number() + ": the header is no CSV row");
        }
        return new CsvRows(lines, format, bad, List.copyOf(names));
    }

    @Override
    public Optional<List<String>> columns() {
        return Optional.of(columns);
    }

    @Override
    public Optional<Row> next() throws IOException {
        Optional<Line> line = lines.next();
        while (line.isPresent()) {
            Line first = line.get();
            if (!first.text().isBlank()) {
                List<String> values = parse(format, first.text());
                if (values == null) {
                    values = parseLongRow(first);
                }
                if (values == null) {
                    bad.accept(first.number(), "no CSV row: a quote is open, or text follows a closing quote");
                } else if (values.size() != columns.size()) {
                    bad.accept(first.number(), values.size() + " columns, expected " + columns.size());
                } else {
                    return Optional.of(new CsvRow(first.number(), values, positions));
                }
            }
            line = lines.next();
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Takes more lines until the open quote is closed; gives them back when that makes no row. */
    private @Nullable List<String> parseLongRow(Line first) throws IOException {
        StringBuilder text = new StringBuilder(first.text());
        List<Line> taken = new ArrayList<>();
        boolean open = quotes(first.text()) % 2 == 1;
        while (open && taken.size() < MAXIMUM_LINES_OF_A_ROW && text.length() < LineReader.MAXIMUM_LINE_BYTES) {
            Optional<Line> more = lines.next();
            if (more.isEmpty()) {
                break;
            }
            taken.add(more.get());
            text.append('\n').append(more.get().text());
            open = quotes(more.get().text()) % 2 == 0;
        }
        List<String> values = open || taken.isEmpty() ? null : parse(format, text.toString());
        if (values == null || values.size() != columns.size()) {
            lines.pushBack(taken);
            return null;
        }
        return values;
    }

    private static long quotes(String text) {
        return text.chars().filter(c -> c == '"').count();
    }

    /** The values of one row, or {@code null} if the text is not exactly one. */
    private static @Nullable List<String> parse(CSVFormat format, String text) throws IOException {
        if (text.indexOf('"') < 0) {
            return split(text, format.getDelimiterString().charAt(0));
        }
        try (CSVParser parser = CSVParser.parse(text, format)) {
            List<CSVRecord> records = parser.getRecords();
            return records.size() == 1 ? records.get(0).toList() : null;
        } catch (UncheckedIOException | IllegalStateException e) {
            return null;
        }
    }

    /** A row without quotes, which most are: a parser for each line would take many times as long. */
    private static List<String> split(String text, char delimiter) {
        List<String> values = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(delimiter); end >= 0; end = text.indexOf(delimiter, start)) {
            values.add(text.substring(start, end));
            start = end + 1;
        }
        values.add(text.substring(start));
        return values;
    }

    private static Map<String, Integer> positions(List<String> columns) throws IOException {
        Map<String, Integer> positions = new HashMap<>();
        for (String column : columns) {
            if (positions.put(column, positions.size()) != null) {
                throw new IOException("column " + column + " occurs twice in the header");
            }
        }
        return Map.copyOf(positions);
    }

    private record CsvRow(long line, List<String> values, Map<String, Integer> positions) implements Row {
        @Override
        public @Nullable String text(String column) {
            Integer position = positions.get(column);
            return position == null ? null : values.get(position);
        }
    }
}
