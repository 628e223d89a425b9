package io.tidemill.infra.lakecatalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.testsupport.TestPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3WarehouseTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theLakeLiesOnAnObjectStore() throws Exception {
        // Given
        try (TestPostgres postgres = TestPostgres.start();
                TestingS3 store = TestingS3.start(folder)) {
            store.createBucket("lake");
            CatalogSettings settings = CatalogSettings.of(Map.of(
                    "lake.catalog-uri", postgres.jdbcUrl(),
                    "lake.warehouse", "s3://lake/warehouse",
                    "lake.io.impl", "org.apache.iceberg.aws.s3.S3FileIO",
                    "lake.io.s3.endpoint", store.address().toString(),
                    "lake.io.s3.path-style-access", "true",
                    "lake.io.s3.access-key-id", "key",
                    "lake.io.s3.secret-access-key", "secret",
                    "lake.io.client.region", "us-east-1"));

            // When
            try (LakeCatalog lake = LakeCatalog.open(settings)) {
                TestingRows.append(lake, Map.of("a", 1L));
                Table table = TestingRows.append(lake, Map.of("b", 2L));

                // Then
                assertThat(TestingRows.ids(lake)).containsExactly("a", "b");
                assertThat(table.location()).startsWith("s3://lake/warehouse/");
                assertThat(store.listing("lake")).contains(".parquet").contains(".metadata.json");
            }
        }
    }
}
