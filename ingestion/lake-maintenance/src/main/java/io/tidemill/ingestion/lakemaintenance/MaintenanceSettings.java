package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import java.io.Serializable;
import java.time.Duration;

/**
 * What maintenance is told.
 *
 * @param catalog where the lake is
 * @param postgresUrl JDBC URL of the database with the records and requests
 * @param definitions the folder whose {@code tables/*.yaml} declare layouts; empty for the defaults
 * @param interval time between two rounds over all tables
 * @param compactFrom how many small files of a partition, of about the same size, are worth a compaction
 * @param sortBytes how much memory, about, rows may take that are sorted at once
 * @param manifestsFrom how many small manifests are worth rewriting them
 * @param expireFrom how many snapshots must be expirable for an expiry by itself
 * @param orphanInterval time between two searches for orphans in a table
 * @param orphanAge how old a file without a snapshot is at least when it is removed
 */
public record MaintenanceSettings(
        CatalogSettings catalog,
        String postgresUrl,
        String definitions,
        Duration interval,
        int compactFrom,
        long sortBytes,
        int manifestsFrom,
        int expireFrom,
        Duration orphanInterval,
        Duration orphanAge)
        implements Serializable {
    /** A file younger than this may belong to a commit that is under way. */
    static final Duration YOUNGEST_ORPHAN = Duration.ofHours(1);

    public MaintenanceSettings {
        if (compactFrom < 2 || orphanAge.compareTo(YOUNGEST_ORPHAN) < 0) {
            throw new IllegalArgumentException("lake.maintenance.compact-from=" + compactFrom
                    + ", lake.maintenance.orphan-age=" + orphanAge + ": expected 2 or more, and "
                    + YOUNGEST_ORPHAN + " or more");
        }
    }

    /** Reads the settings, with their defaults. */
    public static MaintenanceSettings of(JobConfiguration configuration) {
        return new MaintenanceSettings(
                CatalogSettings.of(configuration.settings()),
                configuration.text("postgres.url"),
                configuration.text("definitions.folder", ""),
                configuration.duration("lake.maintenance.interval", Duration.ofSeconds(10)),
                configuration.count("lake.maintenance.compact-from", 8),
                (long) configuration.count("lake.maintenance.sort-megabytes", 64) << 20,
                configuration.count("lake.maintenance.manifests-from", 30),
                configuration.count("lake.maintenance.expire-from", 20),
                configuration.duration("lake.maintenance.orphan-interval", Duration.ofDays(1)),
                configuration.duration("lake.maintenance.orphan-age", Duration.ofDays(3)));
    }
}
