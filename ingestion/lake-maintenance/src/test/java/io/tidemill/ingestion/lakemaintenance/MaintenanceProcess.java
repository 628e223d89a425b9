package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.layout.SnapshotRetention;
import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.maintenance.Effect;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;

/** Maintains a table without a pause, until it is killed. */
final class MaintenanceProcess {
    static final TableLayout LAYOUT = new TableLayout(
            List.of(),
            TableLayout.DEFAULT.sort(),
            TableLayout.DEFAULT.targetFileBytes(),
            3,
            TableLayout.DEFAULT.bloomFilters(),
            new SnapshotRetention(Duration.ZERO, 5, Duration.ofDays(1)),
            TableLayout.DEFAULT.completion());

    private MaintenanceProcess() {}

    public static void main(String[] arguments) {
        MaintenanceSettings settings = settings(arguments[0], arguments[1]);
        Clock clock = Clock.systemUTC();
        try (Lake lake = Lake.open(settings.catalog())) {
            while (true) {
                for (TableOperation operation : operations(settings)) {
                    Table table = lake.table(TestingTable.NAME);
                    operation.run(table, LAYOUT, asked(clock));
                }
                System.out.println("round");
            }
        }
    }

    static List<TableOperation> operations(MaintenanceSettings settings) {
        return List.of(new Compaction(settings), new ManifestRewrite(settings), new SnapshotExpiry(settings));
    }

    static TableOperation.Run asked(Clock clock) {
        return new TableOperation.Run(TableOperation.Cause.ASKED, Effect.CHANGE, Set.of(), clock.instant());
    }

    /** Some five hundred rows. */
    private static final long SORT_BYTES = 400 << 10;

    static MaintenanceSettings settings(String postgres, String warehouse) {
        return new MaintenanceSettings(
                CatalogSettings.jdbc(postgres, warehouse),
                postgres,
                "",
                Duration.ofMillis(100),
                8,
                SORT_BYTES,
                10,
                5,
                Duration.ofDays(1),
                Duration.ofDays(3));
    }
}
