package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.maintenance.OperationOutcome;
import io.tidemill.ingestion.laketables.maintenance.OperationResult;
import java.util.List;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;

/** Makes few manifests of many small ones, each of days that lie together, so that a reader of some days opens few. */
final class ManifestRewrite implements TableOperation {
    private static final long SMALL_BYTES = 1 << 20;

    private final MaintenanceSettings settings;

    ManifestRewrite(MaintenanceSettings settings) {
        this.settings = settings;
    }

    @Override
    public OperationResult run(Table table, TableLayout layout, Run run) {
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            return OperationResult.nothing(0);
        }
        List<ManifestFile> manifests = snapshot.dataManifests(table.io());
        long small = manifests.stream().filter(ManifestRewrite::isSmall).count();
        if (small < (run.asked() ? 2 : settings.manifestsFrom())) {
            return OperationResult.nothing(manifests.size());
        }
        long bytes = manifests.stream()
                .filter(ManifestRewrite::isSmall)
                .mapToLong(ManifestFile::length)
                .sum();
        if (run.dry()) {
            return new OperationResult(
                    OperationOutcome.DRY_RUN, manifests.size(), manifests.size() - small + 1, bytes, bytes, 0, "about");
        }
        RewriteManifests update =
                table.rewriteManifests().clusterBy(file -> "all").rewriteIf(ManifestRewrite::isSmall);
        try {
            SnapshotCommit.of(table, update).make();
        } catch (ValidationException e) {
            return OperationResult.without(OperationOutcome.GAVE_UP, String.valueOf(e.getMessage()));
        }
        List<ManifestFile> after = table.currentSnapshot().dataManifests(table.io());
        return new OperationResult(
                OperationOutcome.DONE,
                manifests.size(),
                after.size(),
                bytes,
                after.stream()
                        .filter(ManifestRewrite::isSmall)
                        .mapToLong(ManifestFile::length)
                        .sum(),
                0,
                "");
    }

    private static boolean isSmall(ManifestFile manifest) {
        return manifest.length() < SMALL_BYTES;
    }
}
