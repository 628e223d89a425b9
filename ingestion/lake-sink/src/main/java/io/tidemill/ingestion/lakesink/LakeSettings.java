package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.JobConfiguration;
import java.io.Serializable;
import java.time.Duration;

/**
 * What the lake job is told.
 *
 * @param kafka where Kafka is
 * @param catalogUri JDBC URL of the Iceberg catalogue
 * @param warehouse folder or URI that tables lie under
 * @param commitInterval time between checkpoints, each of which is a commit to the tables that have new rows
 * @param allowedLateness how long after the end of a day its table's watermark must be for the day to be complete
 * @param revisionQuietPeriod how long no further row must come late before a completed day is announced again
 * @param outOfOrderness how much earlier than the latest event of its topic partition an event may be
 * @param idleness after how long without records a topic partition that was read to its end no longer holds the others
 *     back
 */
public record LakeSettings(
        String kafka,
        String catalogUri,
        String warehouse,
        Duration commitInterval,
        Duration allowedLateness,
        Duration revisionQuietPeriod,
        Duration outOfOrderness,
        Duration idleness)
        implements Serializable {
    /** Reads the settings, with their defaults. */
    public static LakeSettings of(JobConfiguration configuration) {
        return new LakeSettings(
                configuration.kafkaBootstrapServers(),
                configuration.text("lake.catalog-uri"),
                configuration.text("lake.warehouse"),
                configuration.duration("lake.commit-interval", Duration.ofSeconds(2)),
                configuration.duration("lake.allowed-lateness", Duration.ZERO),
                configuration.duration("lake.revision-quiet-period", Duration.ofMinutes(1)),
                configuration.outOfOrderness(),
                configuration.idleness());
    }
}
