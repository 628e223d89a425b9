package io.tidemill.infra.lakecatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.testsupport.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTagsTest {
    private static final Duration KEPT = Duration.ofDays(1);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aHeldSnapshotOutlivesAnExpiry() throws Exception {
        // Given
        try (TestPostgres postgres = TestPostgres.start();
                LakeCatalog lake = LakeCatalog.open(CatalogSettings.jdbc(postgres.jdbcUrl(), folder.toString()))) {
            Table table = TestingRows.append(lake, Map.of("a", 1L));
            long first = table.currentSnapshot().snapshotId();
            Table stale = lake.tables().loadTable(TestingRows.TABLE);
            TestingRows.append(lake, Map.of("b", 2L));
            TestingRows.append(lake, Map.of("c", 3L));

            // When
            SnapshotTags.hold(stale, "run-1", first, KEPT);
            SnapshotTags.hold(stale, "run-1", first, KEPT);
            stale.expireSnapshots().expireOlderThan(Long.MAX_VALUE).commit();

            // Then
            assertThat(SnapshotTags.named(lake, "tidemill", "run-1")).isEqualTo(Map.of("order_paid", first));
            assertThat(SnapshotTags.named(lake, "tidemill", "run-2")).isEmpty();
            assertThat(SnapshotTags.named(lake, "other", "run-1")).isEmpty();
            assertThat(stale.snapshots()).hasSize(2);
            assertThatThrownBy(() -> SnapshotTags.hold(stale, "run-2", 404, KEPT))
                    .hasMessageContaining("has no snapshot 404");
        }
    }
}
