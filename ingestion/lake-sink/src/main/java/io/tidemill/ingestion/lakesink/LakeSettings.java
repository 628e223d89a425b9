package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.JobConfigurationException;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.layout.TableLayouts;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the lake job is told.
 *
 * @param kafka where Kafka is
 * @param catalog where the lake is
 * @param commitInterval time between checkpoints, each of which is a commit to the tables that have new rows
 * @param allowedLateness how long after the end of a day its table's watermark must be for the day to be complete
 * @param revisionQuietPeriod how long no further row must come late before a completed day is announced again
 * @param outOfOrderness how much earlier than the latest event of its topic partition an event may be
 * @param idleness after how long without records a topic partition that was read to its end no longer holds the others
 *     back
 * @param layouts how tables are laid out, and when days of those are complete that declare it
 * @param schemas where the schemas of events are
 */
public record LakeSettings(
        String kafka,
        CatalogSettings catalog,
        Duration commitInterval,
        Duration allowedLateness,
        Duration revisionQuietPeriod,
        Duration outOfOrderness,
        Duration idleness,
        TableLayouts layouts,
        SchemaSource schemas)
        implements Serializable {
    /** Reads the settings, with their defaults. */
    public static LakeSettings of(JobConfiguration configuration) {
        return new LakeSettings(
                configuration.kafkaBootstrapServers(),
                CatalogSettings.of(configuration.settings()),
                configuration.duration("lake.commit-interval", Duration.ofSeconds(2)),
                configuration.duration("lake.allowed-lateness", Duration.ZERO),
                configuration.duration("lake.revision-quiet-period", Duration.ofMinutes(1)),
                configuration.outOfOrderness(),
                configuration.idleness(),
                layouts(configuration),
                configuration.schemas());
    }

    private static TableLayouts layouts(JobConfiguration configuration) {
        Optional<String> folder = configuration.find("definitions.folder");
        try {
            return folder.isPresent() ? TableLayouts.read(Path.of(folder.get())) : TableLayouts.none();
        } catch (IOException e) {
            throw new JobConfigurationException(
                    "definitions.folder", folder.orElse(""), "a folder that can be read", e);
        }
    }
}
