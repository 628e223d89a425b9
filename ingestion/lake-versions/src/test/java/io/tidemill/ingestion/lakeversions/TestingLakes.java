package io.tidemill.ingestion.lakeversions;

import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.files.FileRows;
import io.tidemill.ingestion.lakeversions.files.SnapshotFiles;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.DataWriter;

/** What tests do to a lake that nobody else does. */
final class TestingLakes {
    private TestingLakes() {}

    /** Writes the one file of a day anew with other rows. */
    static void rewriteDay(Table table, int day, Consumer<List<Record>> change) throws IOException {
        table.refresh();
        int wanted = Math.toIntExact(TestingWriter.FIRST_DAY.plusDays(day).toEpochDay());
        DataFile file = SnapshotFiles.of(table, table.currentSnapshot()).values().stream()
                .filter(found -> Objects.equals(found.partition().get(0, Integer.class), wanted))
                .findFirst()
                .orElseThrow();
        List<Record> rows = new ArrayList<>();
        FileRows.each(table, file, table.schema(), Expressions.alwaysTrue(), rows::add);
        change.accept(rows);
        DataWriter<Record> writer = FileRows.writer(table, file);
        try (writer) {
            rows.forEach(writer::write);
        }
        table.newOverwrite().deleteFile(file).addFile(writer.toDataFile()).commit();
    }

    /** Drops the tables, so that the next test has none. */
    static void drop(Lake lake, TestPostgres postgres, Path folder) {
        try (LakeCatalog catalog = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()))) {
            lake.tables().forEach(name -> catalog.tables()
                    .dropTable(TableIdentifier.of(Namespace.of(LakeTables.NAMESPACE), name), false));
        }
    }
}
