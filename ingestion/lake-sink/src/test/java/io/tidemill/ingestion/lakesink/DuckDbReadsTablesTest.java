package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.LakeReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that shares no code with the writer finds the same rows in the files that the newest snapshot names. */
class DuckDbReadsTablesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills the field.
    private Path folder;

    @Test
    void duckDbCountsAndSumsAsIcebergDoes() throws Exception {
        try (TestPostgres postgres = TestPostgres.start();
                TestingLakeJob job = new TestingLakeJob(postgres, folder);
                Connection duck = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = duck.createStatement()) {
            // Given orders of several days, duplicates and rubbish, in several commits
            job.orders(0, 300);
            try (TestingFlink flink = TestingFlink.run(job.configuration(), job.checkpoints())) {
                job.awaitOrders(300);
                job.orders(200, 500);
                job.rubbish(5);
                job.requireExactly(500, 5);
                assertThat(flink.hasRestarted()).isFalse();
            }
            try (LakeReader lake = job.lake()) {
                // When DuckDB reads the files of the newest snapshot
                statement.execute(
                        "create view orders as select * from read_parquet([" + files(lake.table("order_paid")) + "])");
                statement.execute("create view letters as select * from read_parquet(["
                        + files(lake.table("dead_letter")) + "])");
                // Then it finds what Iceberg finds
                assertThat(one(statement, "select count(*) from orders"))
                        .isEqualTo(Long.toString(lake.count("order_paid")));
                assertThat(one(statement, "select sum(amount) from orders"))
                        .isEqualTo(lake.sum("order_paid", "amount").toPlainString());
                assertThat(one(statement, "select count(distinct event_id) from orders"))
                        .isEqualTo("500");
                assertThat(one(statement, "select epoch_ms(max(event_time)) from orders"))
                        .isEqualTo(
                                Long.toString(TestingLakeJob.event(499).time().toEpochMilli()));
                assertThat(one(statement, "select count(*) from letters where reason = 'MISSING_ATTRIBUTE'"))
                        .isEqualTo("5");
            }
        }
    }

    private static String one(Statement statement, String query) throws Exception {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static String files(Table table) throws Exception {
        List<String> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> files.add(task.file().location()));
        }
        return files.stream().map(file -> "'" + file + "'").collect(Collectors.joining(","));
    }
}
