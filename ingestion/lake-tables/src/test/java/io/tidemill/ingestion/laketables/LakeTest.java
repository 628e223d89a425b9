package io.tidemill.ingestion.laketables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.lakecatalog.LocalFileIO;
import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.PositionOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields.
class LakeTest {
    private static TestPostgres postgres;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @Test
    void aSnapshotTellsWhatItsParentToldThoughTheParentIsAnotherThanWhenItWasBegun() {
        try (Lake lake = Lake.open(postgres.jdbcUrl(), folder.toString())) {
            // Given a table whose newest snapshot tells a watermark, and an update that was begun on it
            Table table = lake.tableOf("order.paid");
            append(table, "1").set(LakeTables.WATERMARK_PROPERTY, "1").commit();
            AppendFiles update = append(table, "2");
            SnapshotCommit begun = SnapshotCommit.of(table, update);
            update.apply();
            // When another commits a later one before
            append(lake.table("order_paid"), "3")
                    .set(LakeTables.WATERMARK_PROPERTY, "3")
                    .set(LakeTables.OFFSETS_PROPERTY, "{\"t-0\":7}")
                    .commit();
            begun.make();
            // Then the update's snapshot tells the later
            assertThat(lake.table("order_paid").currentSnapshot().summary())
                    .containsEntry(LakeTables.WATERMARK_PROPERTY, "3")
                    .containsEntry(LakeTables.OFFSETS_PROPERTY, "{\"t-0\":7}")
                    .containsEntry("total-data-files", "3");
        }
    }

    @Test
    void filesOfThisMachineAreWrittenWithoutHadoop() throws IOException {
        try (Lake lake = Lake.open(postgres.jdbcUrl(), folder.toString())) {
            assertThat(lake.tableOf("order.refunded").io()).isInstanceOf(LocalFileIO.class);
        }
        for (String scheme : new String[] {"", "file:"}) {
            // Given a file that was written
            LocalFileIO files = new LocalFileIO();
            String root = scheme + folder.resolve("files" + scheme.length());
            String name = root + "/deep/er/one";
            try (PositionOutputStream out = files.newOutputFile(name).create()) {
                out.write('a');
                out.write("bc".getBytes(StandardCharsets.UTF_8));
                assertThat(out.getPos()).isEqualTo(3);
            }
            // Then it is read, listed by the name it was given, and not written again
            assertThat(files.newInputFile(name).getLength()).isEqualTo(3);
            assertThat(files.newInputFile(name).location()).isEqualTo(name);
            assertThat(files.listPrefix(root)).extracting(FileInfo::location).containsExactly(name);
            assertThat(files.listPrefix(root + "/deep/"))
                    .extracting(FileInfo::location)
                    .containsExactly(name);
            assertThatThrownBy(() -> files.newOutputFile(name).create()).isInstanceOf(AlreadyExistsException.class);
            // And goes away
            files.deletePrefix(root);
            assertThat(Files.exists(folder.resolve("files" + scheme.length()))).isFalse();
            assertThat(files.listPrefix(root)).isEmpty();
        }
    }

    private static AppendFiles append(Table table, String name) {
        DataFile file = DataFiles.builder(table.spec())
                .withPath(table.locationProvider().newDataLocation(name + ".parquet"))
                .withPartitionPath("event_time_day=1997-01-01")
                .withRecordCount(1)
                .withFileSizeInBytes(1)
                .build();
        return table.newAppend().appendFile(file);
    }
}
