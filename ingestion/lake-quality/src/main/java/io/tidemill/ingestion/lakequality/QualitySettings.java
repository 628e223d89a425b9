package io.tidemill.ingestion.lakequality;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What judging needs.
 *
 * @param definitions the definitions folder; expectations stand in {@code quality} ({@code definitions.folder})
 * @param kafka where Kafka is ({@code kafka.bootstrap-servers})
 * @param lake where the lake is
 */
public record QualitySettings(Path definitions, String kafka, CatalogSettings lake) {
    public QualitySettings {
        Objects.requireNonNull(definitions, "definitions");
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(lake, "lake");
    }

    /** Reads it from a configuration. */
    public static QualitySettings of(Configuration configuration) {
        return new QualitySettings(
                configuration.path("definitions.folder"),
                configuration.text("kafka.bootstrap-servers"),
                CatalogSettings.of(configuration.all()));
    }
}
