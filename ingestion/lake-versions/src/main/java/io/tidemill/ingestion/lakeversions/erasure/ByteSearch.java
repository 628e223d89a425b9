package io.tidemill.ingestion.lakeversions.erasure;

import io.tidemill.ingestion.lakeversions.files.FileRows;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;

/**
 * Searches files for a person, whatever the catalogue says of them: their bytes as they lie there, and what is compressed in
 * them: every value of every column of Parquet, every entry of Avro, and gzip.
 */
final class ByteSearch {
    private static final int CHUNK = 1 << 20;

    private final Table table;
    private final Mention mention;

    ByteSearch(Table table, Mention mention) {
        this.table = table;
        this.mention = mention;
    }

    /** Where the person is in a file; nothing if nowhere, or if the file went away meanwhile. */
    Optional<Occurrence> in(String location) {
        Set<String> places = new TreeSet<>();
        try {
            InputFile file = table.io().newInputFile(location);
            if (inBytes(file)) {
                places.add("bytes");
            }
            if (location.endsWith(".parquet")) {
                places.addAll(columns(file));
            } else if (location.endsWith(".avro") && inEntries(file)) {
                places.add("entries");
            }
        } catch (NotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot search " + location, e);
        }
        return places.isEmpty() ? Optional.empty() : Optional.of(new Occurrence(location, new ArrayList<>(places)));
    }

    private boolean inBytes(InputFile file) throws IOException {
        try (InputStream raw = file.newStream()) {
            InputStream stream =
                    file.location().contains(".gz.") || file.location().endsWith(".gz")
                            ? new GZIPInputStream(raw)
                            : raw;
            byte[] chunk = new byte[CHUNK + mention.overlap()];
            int kept = 0;
            while (true) {
                int read = stream.readNBytes(chunk, kept, chunk.length - kept);
                int filled = kept + read;
                if (mention.in(chunk, filled)) {
                    return true;
                }
                if (filled < chunk.length) {
                    return false;
                }
                kept = mention.overlap();
                System.arraycopy(chunk, filled - kept, chunk, 0, kept);
            }
        }
    }

    private boolean inEntries(InputFile file) throws IOException {
        byte[] bytes;
        try (InputStream stream = file.newStream()) {
            bytes = stream.readAllBytes();
        }
        try (DataFileStream<GenericRecord> entries =
                new DataFileStream<>(new ByteArrayInputStream(bytes), new GenericDatumReader<>())) {
            for (GenericRecord entry : entries) {
                if (mention.in(entry)) {
                    return true;
                }
            }
            return false;
        }
    }

    private Set<String> columns(InputFile file) {
        DataFile found = DataFiles.builder(PartitionSpec.unpartitioned())
                .withInputFile(file)
                .withFormat("parquet")
                .withRecordCount(0)
                .build();
        Schema schema = everyColumn();
        Set<String> places = new TreeSet<>();
        FileRows.each(table, found, schema, Expressions.alwaysTrue(), row -> schema.columns().stream()
                .filter(column -> mention.in(row.getField(column.name())))
                .forEach(column -> places.add(column.name())));
        return places;
    }

    /** The columns of all the table's schemas: a dropped column is in the older files still. */
    private Schema everyColumn() {
        Map<Integer, Types.NestedField> columns = new LinkedHashMap<>();
        Set<String> names = new TreeSet<>();
        List<Schema> schemas = new ArrayList<>(List.of(table.schema()));
        schemas.addAll(table.schemas().values());
        for (Schema schema : schemas) {
            for (Types.NestedField column : schema.columns()) {
                if (!columns.containsKey(column.fieldId())) {
                    String name = names.add(column.name()) ? column.name() : column.name() + "#" + column.fieldId();
                    columns.put(column.fieldId(), Types.NestedField.optional(column.fieldId(), name, column.type()));
                }
            }
        }
        return new Schema(new ArrayList<>(columns.values()));
    }
}
