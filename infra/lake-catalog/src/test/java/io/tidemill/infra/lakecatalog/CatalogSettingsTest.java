package io.tidemill.infra.lakecatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogSettingsTest {
    @Test
    void itIsJdbcUnlessSaidOtherwise() {
        // Given
        Map<String, String> settings = Map.of("lake.catalog-uri", "jdbc:x", "lake.warehouse", "/w", "http.port", "1");

        // When
        CatalogSettings read = CatalogSettings.of(settings);

        // Then
        assertThat(read).isEqualTo(CatalogSettings.jdbc("jdbc:x", "/w"));
    }

    @Test
    void propertiesArePassedOnToWhomTheyAreFor() {
        // Given
        Map<String, String> settings = Map.of(
                "lake.catalog", "rest",
                "lake.catalog-uri", "http://localhost:1",
                "lake.warehouse", "s3://lake/warehouse",
                "lake.catalog.token", "t",
                "lake.io.impl", "org.apache.iceberg.aws.s3.S3FileIO",
                "lake.io.s3.endpoint", "http://localhost:2",
                "lake.hadoop.dfs.replication", "1");

        // When
        CatalogSettings read = CatalogSettings.of(settings);

        // Then
        assertThat(read.kind()).isEqualTo(CatalogKind.REST);
        assertThat(read.catalogProperties()).isEqualTo(Map.of("token", "t"));
        assertThat(read.fileProperties())
                .isEqualTo(Map.of("impl", "org.apache.iceberg.aws.s3.S3FileIO", "s3.endpoint", "http://localhost:2"));
        assertThat(read.hadoopProperties()).isEqualTo(Map.of("dfs.replication", "1"));
        assertThat(read.toSettings()).isEqualTo(settings);
        assertThat(read.toString()).doesNotContain("token").doesNotContain("localhost");
    }

    @Test
    void whatIsMissingOrUnknownIsNamed() {
        // Given
        Map<String, String> noWarehouse = Map.of("lake.catalog-uri", "jdbc:x");
        Map<String, String> unknown = Map.of("lake.catalog", "hive", "lake.catalog-uri", "x", "lake.warehouse", "y");

        // Then
        assertThatThrownBy(() -> CatalogSettings.of(noWarehouse)).hasMessageContaining("lake.warehouse is not set");
        assertThatThrownBy(() -> CatalogSettings.of(unknown)).hasMessage("lake.catalog=hive: expected jdbc or rest");
    }
}
