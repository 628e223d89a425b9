package io.tidemill.infra.lakecatalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.testsupport.TestPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tagged long: the cluster needs some 20 s on two cores. */
@Tag("long")
class HdfsWarehouseTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theLakeLiesOnHdfs() throws Exception {
        // Given a name node and two data nodes
        Configuration hadoop = new Configuration();
        hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
        try (TestPostgres postgres = TestPostgres.start();
                MiniDFSCluster hdfs =
                        new MiniDFSCluster.Builder(hadoop).numDataNodes(2).build()) {
            hdfs.waitActive();
            String warehouse = hdfs.getFileSystem().getUri() + "/lake/warehouse";
            CatalogSettings settings = CatalogSettings.of(Map.of(
                    "lake.catalog-uri",
                    postgres.jdbcUrl(),
                    "lake.warehouse",
                    warehouse,
                    "lake.hadoop.dfs.replication",
                    "2"));

            // When
            try (LakeCatalog lake = LakeCatalog.open(settings)) {
                Table table = TestingRows.append(lake, Map.of("a", 1L));
                hdfs.restartNameNode(true);
                TestingRows.append(lake, Map.of("b", 2L));

                // Then
                assertThat(TestingRows.ids(lake)).containsExactly("a", "b");
                assertThat(table.location()).startsWith(warehouse);
                org.apache.hadoop.fs.Path location = new org.apache.hadoop.fs.Path(table.location() + "/data");
                assertThat(hdfs.getFileSystem().listStatus(location))
                        .hasSize(2)
                        .allMatch(file -> file.getReplication() == 2);
            }
        }
    }
}
