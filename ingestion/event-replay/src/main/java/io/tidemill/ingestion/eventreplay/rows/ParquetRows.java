package io.tidemill.ingestion.eventreplay.rows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.TypeUtil;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file, numbered from 1. A column is a field's name, or names with dots between them for a field of a
 * field. Times with a zone are read as RFC 3339 in UTC, those without as they are.
 */
public final class ParquetRows implements RowReader {
    private final List<String> columns;
    private final CloseableIterable<Record> records;
    private final Iterator<Record> iterator;
    private long line;

    private ParquetRows(List<String> columns, CloseableIterable<Record> records) {
        this.columns = List.copyOf(columns);
        this.records = records;
        this.iterator = records.iterator();
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it is no Parquet file
     */
    public static ParquetRows open(Path file) throws IOException {
        Schema schema = schema(file);
        CloseableIterable<Record> records = Parquet.read(Files.localInput(file.toFile()))
                .project(schema)
                .withNameMapping(MappingUtil.create(schema))
                .createReaderFunc(fileSchema -> GenericParquetReaders.buildReader(schema, fileSchema))
                .build();
        return new ParquetRows(
                List.copyOf(TypeUtil.indexByName(schema.asStruct()).keySet()), records);
    }

    @Override
    public Optional<List<String>> columns() {
        return Optional.of(columns);
    }

    @Override
    public Optional<Row> next() throws IOException {
        try {
            return iterator.hasNext() ? Optional.of(new ParquetRow(++line, iterator.next())) : Optional.empty();
        } catch (RuntimeException e) {
            // A page that is broken ends the reading: nothing tells where the next row would begin.
            throw new IOException("row " + (line + 1) + ": no Parquet: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    private static Schema schema(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return ParquetSchemaUtil.convert(reader.getFileMetaData().getSchema());
        } catch (RuntimeException e) {
            throw new IOException(file.getFileName() + ": no Parquet file: " + e.getMessage(), e);
        }
    }

    private record ParquetRow(long line, Record row) implements Row {
        @Override
        public @Nullable String text(String column) throws BadRowException {
            Object value = value(row, column);
            if (value == null) {
                return null;
            }
            if (value instanceof StructLike || value instanceof Collection<?> || value instanceof Map<?, ?>) {
                throw new BadRowException(column + ": a struct, list or map, expected a single value");
            }
            return value instanceof OffsetDateTime time ? time.toInstant().toString() : value.toString();
        }

        private static @Nullable Object value(Record row, String column) {
            if (row.struct().field(column) != null) {
                return row.getField(column);
            }
            int dot = column.indexOf('.');
            Object outer = dot > 0 && row.struct().field(column.substring(0, dot)) != null
                    ? row.getField(column.substring(0, dot))
                    : null;
            return outer instanceof Record inner ? value(inner, column.substring(dot + 1)) : null;
        }
    }
}
