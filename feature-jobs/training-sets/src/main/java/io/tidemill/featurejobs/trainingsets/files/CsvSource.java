package io.tidemill.featurejobs.trainingsets.files;

import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import io.tidemill.featurejobs.trainingsets.files.EntityTable.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file in RFC 4180's form, in UTF-8, with a header; every value is text, an empty one null. */
final class CsvSource implements EntityTable.Source {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setNullString("")
            .get();

    private final CSVParser parser;
    private final List<Column> columns;
    private final Iterator<CSVRecord> records;

    private CsvSource(CSVParser parser) {
        this.parser = parser;
        this.columns = parser.getHeaderNames().stream()
                .map(name -> new Column(name, Types.StringType.get()))
                .toList();
        this.records = parser.iterator();
    }

    static CsvSource open(Path file) throws IOException {
        try {
            return new CsvSource(CSVParser.parse(file, StandardCharsets.UTF_8, FORMAT));
        } catch (IllegalArgumentException e) {
            throw new InvalidTrainingSetException(file + ": the header is wrong: " + e.getMessage());
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public @Nullable Object @Nullable [] next() throws IOException {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CSVRecord row = records.next();
            if (row.size() != columns.size()) {
                throw new InvalidTrainingSetException(
                        "row " + row.getRecordNumber() + ": " + row.size() + " values, expected " + columns.size());
            }
            return row.toList().toArray();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalStateException e) {
            throw new InvalidTrainingSetException("no CSV: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
