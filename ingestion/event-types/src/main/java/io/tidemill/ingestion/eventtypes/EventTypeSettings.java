package io.tidemill.ingestion.eventtypes;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.layout.TableLayouts;
import io.tidemill.schemas.registryclient.SchemaSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where event types come from and what is made of them.
 *
 * @param schemas where their schemas are
 * @param kafka Kafka's brokers ({@code kafka.bootstrap-servers})
 * @param catalog the lake's catalogue
 * @param layouts how new tables are laid out (below {@code definitions.folder})
 */
public record EventTypeSettings(SchemaSource schemas, String kafka, CatalogSettings catalog, TableLayouts layouts) {
    public EventTypeSettings {
        Objects.requireNonNull(schemas, "schemas");
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(catalog, "catalog");
        Objects.requireNonNull(layouts, "layouts");
    }

    /** What the settings of a process say. */
    public static EventTypeSettings of(Map<String, String> settings) {
        Configuration configuration = Configuration.of(settings);
        return new EventTypeSettings(
                SchemaSource.of(settings),
                configuration.text("kafka.bootstrap-servers"),
                CatalogSettings.of(settings),
                layouts(configuration));
    }

    private static TableLayouts layouts(Configuration configuration) {
        Optional<Path> folder = configuration.optionalPath("definitions.folder");
        try {
            return folder.isPresent() ? TableLayouts.read(folder.get()) : TableLayouts.none();
        } catch (IOException e) {
            throw new UncheckedIOException("definitions.folder cannot be read", e);
        }
    }
}
