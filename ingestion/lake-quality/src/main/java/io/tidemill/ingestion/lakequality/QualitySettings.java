package io.tidemill.ingestion.lakequality;

import io.tidemill.infra.httpserver.configuration.Configuration;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What judging needs.
 *
 * @param definitions the definitions folder; expectations stand in {@code quality} ({@code definitions.folder})
 * @param kafka where Kafka is ({@code kafka.bootstrap-servers})
 * @param lakeCatalogUri {@code lake.catalog-uri}
 * @param lakeWarehouse {@code lake.warehouse}
 */
public record QualitySettings(Path definitions, String kafka, String lakeCatalogUri, String lakeWarehouse) {
    public QualitySettings {
        Objects.requireNonNull(definitions, "definitions");
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(lakeCatalogUri, "lakeCatalogUri");
        Objects.requireNonNull(lakeWarehouse, "lakeWarehouse");
    }

    /** Reads it from a configuration. */
    public static QualitySettings of(Configuration configuration) {
        return new QualitySettings(
                configuration.path("definitions.folder"),
                configuration.text("kafka.bootstrap-servers"),
                configuration.text("lake.catalog-uri"),
                configuration.text("lake.warehouse"));
    }
}
