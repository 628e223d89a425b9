package io.tidemill.featurejobs.trainingsets.files;

import io.tidemill.featurejobs.trainingsets.InvalidTrainingSetException;
import io.tidemill.featurejobs.trainingsets.files.EntityTable.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/** Rows of a Parquet file whose columns are single values. */
final class ParquetSource implements EntityTable.Source {
    private final List<Column> columns;
    private final CloseableIterable<Record> records;
    private final Iterator<Record> iterator;

    private ParquetSource(List<Column> columns, CloseableIterable<Record> records) {
        this.columns = columns;
        this.records = records;
        this.iterator = records.iterator();
    }

    static ParquetSource open(Path file) throws IOException {
        Schema schema = schema(file);
        for (Types.NestedField field : schema.columns()) {
            if (!field.type().isPrimitiveType()) {
                throw new InvalidTrainingSetException(
                        file + ": column '" + field.name() + "' is " + field.type() + ", expected a single value");
            }
        }
        List<Column> columns = schema.columns().stream()
                .map(field -> new Column(field.name(), field.type().asPrimitiveType()))
                .toList();
        return new ParquetSource(
                columns,
                Parquet.read(Files.localInput(file.toFile()))
                        .project(schema)
                        .withNameMapping(MappingUtil.create(schema))
                        .createReaderFunc(fileSchema -> GenericParquetReaders.buildReader(schema, fileSchema))
                        .build());
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public @Nullable Object @Nullable [] next() {
        if (!iterator.hasNext()) {
            return null;
        }
        Record row = iterator.next();
        @Nullable Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    private static Schema schema(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            return ParquetSchemaUtil.convert(reader.getFileMetaData().getSchema());
        } catch (RuntimeException e) {
            throw new IOException(file + ": no Parquet file: " + e.getMessage(), e);
        }
    }
}
