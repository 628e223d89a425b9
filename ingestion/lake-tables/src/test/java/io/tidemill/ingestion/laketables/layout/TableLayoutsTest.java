package io.tidemill.ingestion.laketables.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.testsupport.TestPostgres;
import io.tidemill.ingestion.laketables.BloomFilters;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the field.
class TableLayoutsTest {
    @TempDir
    private Path folder;

    @Test
    void aTableHasItsOwnLayoutOverThatOfAllOthersOverTheDefault() throws IOException {
        // Given a file for all others and one for a table
        write("a-orders", "table: order_paid\nallowedLateness: PT1H\nsort: [event_time]\n");
        write("z-all", "table: '*'\ncompressionLevel: 9\nsnapshots: {keepFor: P1D}\nsort: [event_subject]\n");
        // When they are read
        TableLayouts layouts = TableLayouts.read(folder);
        // Then each says what it says, and no more
        TableLayout orders = layouts.of("order_paid");
        assertThat(orders.sort()).containsExactly("event_time");
        assertThat(orders.compressionLevel()).isEqualTo(9);
        assertThat(orders.snapshots()).isEqualTo(new SnapshotRetention(Duration.ofDays(1), 20, Duration.ofDays(7)));
        assertThat(orders.completion().allowedLatenessOr(Duration.ZERO)).isEqualTo(Duration.ofHours(1));
        assertThat(orders.completion().revisionQuietPeriodOr(Duration.ZERO)).isZero();
        assertThat(layouts.of("visit_checked_in").sort()).containsExactly("event_subject");
        assertThat(layouts.of("visit_checked_in").targetFileBytes()).isEqualTo(128L << 20);
        assertThat(TableLayouts.none().of("order_paid")).isEqualTo(TableLayout.DEFAULT);
    }

    @Test
    void allThatIsWrongIsNamed() throws IOException {
        // Given files with mistakes of every kind
        write(
                "one",
                """
                table: order_paid
                targetFileSize: 128
                compressionLevel: 23
                sort: [event_tme, "bucket(4, event_id)"]
                partitioning: ["hash(event_id)"]
                snapshots: {keepFor: a day, keepAtLeast: 0}
                allowedLateness: -PT1H
                bloom: [event_id]
                """);
        write("two", "table: order_paid\n");
        write("three", "sort: [event_time]\n");
        // Then each is named with the value and what was expected
        assertThatThrownBy(() -> TableLayouts.read(folder))
                .isInstanceOf(InvalidDefinitionsException.class)
                .hasMessageContaining("'128', expected a size such as 128MB")
                .hasMessageContaining("'23', expected a whole number from 1 to 22")
                .hasMessageContaining("table order_paid has no column 'event_tme', expected one of [amount,")
                .hasMessageContaining("'bucket(4, event_id)', expected a column")
                .hasMessageContaining("'hash(event_id)', expected a column, or bucket(16, event_subject)")
                .hasMessageContaining("'a day', expected an ISO 8601 duration")
                .hasMessageContaining("'0', expected a whole number from 1 to 100000")
                .hasMessageContaining("PT-1H, expected a duration that is not negative")
                .hasMessageContaining("unknown key")
                .hasMessageContaining("has a layout in another file already")
                .hasMessageContaining("table is missing");
    }

    @Test
    void aTableThatIsThereTakesAChangedLayout() throws IOException {
        write(
                "orders",
                """
                table: order_paid
                partitioning: [tenant_id, "bucket(4, event_subject)"]
                sort: [event_time]
                bloomFilters: [event_id, orderId]
                targetFileSize: 16MB
                """);
        TableLayout changed = TableLayouts.read(folder).of("order_paid");
        try (TestPostgres postgres = TestPostgres.start();
                Lake lake = Lake.open(
                        postgres.jdbcUrl(), folder.resolve("warehouse").toString())) {
            // Given a table with the default layout
            Table table = lake.tableOf("order.paid");
            assertThat(table.properties())
                    .containsEntry("write.parquet.bloom-filter-enabled.column.event_subject", "true")
                    .containsEntry("write.parquet.compression-codec", "zstd");
            assertThat(LayoutChange.apply(table, TableLayout.DEFAULT)).isEmpty();
            // When the layout changes
            assertThat(LayoutChange.apply(table, changed)).isNotEmpty();
            // Then the table has it, with the day before all else
            Table reread = lake.table("order_paid");
            assertThat(reread.spec().fields())
                    .extracting(field -> field.name())
                    .containsExactly("event_time_day", "tenant_id", "event_subject_bucket_4");
            assertThat(reread.sortOrder().fields()).hasSize(1);
            assertThat(reread.properties())
                    .containsEntry("write.target-file-size-bytes", Long.toString(16 << 20))
                    .containsEntry("write.parquet.bloom-filter-enabled.column.orderId", "true")
                    .doesNotContainKey("write.parquet.bloom-filter-enabled.column.event_subject");
            assertThat(LayoutChange.apply(reread, changed)).isEmpty();
            // And goes back
            assertThat(LayoutChange.apply(reread, TableLayout.DEFAULT)).isNotEmpty();
            assertThat(lake.table("order_paid").spec().fields().get(0).name()).isEqualTo("event_time_day");
            assertThat(LayoutChange.apply(lake.table("order_paid"), TableLayout.DEFAULT))
                    .isEmpty();
        }
    }

    @Test
    void bloomFiltersAreAsLargeAsTheRowsNeed() {
        assertThat(bytes(10)).isEqualTo("1024");
        assertThat(bytes(100_000)).isEqualTo("131072");
        assertThat(bytes(100_000_000)).isEqualTo("1048576");
    }

    private static String bytes(long rows) {
        return BloomFilters.sizedFor(rows, Map.of()).values().iterator().next();
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve("tables"));
        Files.writeString(folder.resolve("tables").resolve(name + ".yaml"), text);
    }
}
