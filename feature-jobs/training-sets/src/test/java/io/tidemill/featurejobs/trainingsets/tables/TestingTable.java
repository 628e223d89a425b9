package io.tidemill.featurejobs.trainingsets.tables;

import io.tidemill.infra.lakecatalog.LakeCatalog;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.DataWriter;
import org.jspecify.annotations.Nullable;

/** A table of the lake that no job of ours writes. */
public final class TestingTable {
    private final Table table;

    private TestingTable(Table table) {
        this.table = table;
    }

    /** An empty table, and its namespace, in place of the one that is there. */
    public static TestingTable in(LakeCatalog lake, String name, Schema schema) {
        TableIdentifier table = TableIdentifier.parse(name);
        if (!lake.namespaces().namespaceExists(table.namespace())) {
            lake.namespaces().createNamespace(table.namespace());
        }
        lake.tables().dropTable(table);
        return new TestingTable(lake.tables().createTable(table, schema, PartitionSpec.unpartitioned()));
    }

    /** The snapshot that it is at. */
    public long snapshotId() {
        return table.currentSnapshot().snapshotId();
    }

    /** A row of values in the order of the columns. */
    public Record row(@Nullable Object... values) {
        Record row = GenericRecord.create(table.schema());
        for (int column = 0; column < values.length; column++) {
            row.set(column, values[column]);
        }
        return row;
    }

    /** Commits rows as one file. */
    public void append(Record... rows) throws IOException {
        append(List.of(rows));
    }

    /** Commits rows as one file. */
    public void append(Collection<Record> rows) throws IOException {
        table.newAppend().appendFile(file(rows)).commit();
    }

    /** Commits rows in place of all that there are. */
    public void replaceAll(Record... rows) throws IOException {
        table.newOverwrite()
                .overwriteByRowFilter(Expressions.alwaysTrue())
                .addFile(file(List.of(rows)))
                .commit();
    }

    /** The table as Iceberg has it, for what is done to it otherwise. */
    public Table table() {
        return table;
    }

    private DataFile file(Collection<Record> rows) throws IOException {
        String file = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
        DataWriter<Record> writer = new GenericAppenderFactory(table.schema())
                .newDataWriter(
                        EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(file)),
                        FileFormat.PARQUET,
                        null);
        try (writer) {
            rows.forEach(writer::write);
        }
        return writer.toDataFile();
    }
}
