package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.schemas.featurecatalogue.ServingDefinitions;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What comparing completed days needs.
 *
 * @param definitions the definitions folder ({@code definitions.folder})
 * @param kafka where Kafka is ({@code kafka.bootstrap-servers})
 * @param lake where the lake is
 * @param limits what a comparison allows
 * @param patience how long a day of the log waits until the tables that its features are computed from are complete too ({@code
 *     features.consistency.patience}, default PT6H)
 */
public record ConsistencySettings(
        Path definitions, String kafka, CatalogSettings lake, ConsistencyLimits limits, Duration patience) {
    private static final Duration DEFAULT_PATIENCE = Duration.ofHours(6);

    public ConsistencySettings {
        Objects.requireNonNull(definitions, "definitions");
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(lake, "lake");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(patience, "patience");
    }

    /** From a configuration. */
    public static ConsistencySettings of(Configuration configuration) {
        return new ConsistencySettings(
                configuration.path("definitions.folder"),
                configuration.text("kafka.bootstrap-servers"),
                CatalogSettings.of(configuration.all()),
                ConsistencyLimits.of(configuration),
                configuration.duration("features.consistency.patience", DEFAULT_PATIENCE));
    }

    /**
     * The definitions that serve now.
     *
     * @throws IOException if the folder has to be read, and cannot be
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    FeatureDefinitions serving() throws IOException {
        return ServingDefinitions.of(
                Map.of("definitions.folder", definitions.toString(), "kafka.bootstrap-servers", kafka), definitions);
    }
}
