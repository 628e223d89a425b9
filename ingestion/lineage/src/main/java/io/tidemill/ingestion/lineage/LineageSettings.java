package io.tidemill.ingestion.lineage;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where events go and how often they are made.
 *
 * @param namespace of the jobs ({@code lineage.namespace}; {@code tidemill})
 * @param url takes events by POST, such as Marquez's {@code /api/v1/lineage} ({@code lineage.url})
 * @param token sent with them as a bearer token ({@code lineage.token})
 * @param topic of Kafka that takes events ({@code lineage.topic})
 * @param file that takes events, a line each ({@code lineage.file})
 * @param commitInterval at most one event of a table's commits in this time; zero for one of each ({@code
 *     lineage.commit-interval}; PT1M)
 * @param poll how often is looked for news ({@code lineage.poll}; PT2S)
 * @param buffer how many events wait for a transport before the oldest are dropped ({@code lineage.buffer}; 10000)
 * @param flink the REST API of Flink ({@code lineage.flink-url}; {@code http://127.0.0.1:} and {@code flink.rest-port})
 * @param kafka {@code kafka.bootstrap-servers}
 * @param definitions {@code definitions.folder}
 * @param lake where the lake is
 */
public record LineageSettings(
        String namespace,
        Optional<URI> url,
        Optional<String> token,
        Optional<String> topic,
        Optional<Path> file,
        Duration commitInterval,
        Duration poll,
        int buffer,
        Optional<URI> flink,
        String kafka,
        Path definitions,
        CatalogSettings lake) {
    public LineageSettings {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(commitInterval, "commitInterval");
        Objects.requireNonNull(poll, "poll");
        Objects.requireNonNull(flink, "flink");
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(definitions, "definitions");
        Objects.requireNonNull(lake, "lake");
    }

    /** Reads it from a configuration. */
    public static LineageSettings of(Configuration configuration) {
        Optional<URI> ownFlink =
                configuration.optionalText("flink.rest-port").map(port -> URI.create("http://127.0.0.1:" + port));
        return new LineageSettings(
                configuration.text("lineage.namespace", "tidemill"),
                configuration.optionalUri("lineage.url"),
                configuration.optionalText("lineage.token"),
                configuration.optionalText("lineage.topic"),
                configuration.optionalPath("lineage.file"),
                configuration.duration("lineage.commit-interval", Duration.ofMinutes(1)),
                configuration.duration("lineage.poll", Duration.ofSeconds(2)),
                configuration.integer("lineage.buffer", 1, 10_000_000, 10_000),
                configuration.optionalUri("lineage.flink-url").or(() -> ownFlink),
                configuration.text("kafka.bootstrap-servers"),
                configuration.path("definitions.folder"),
                CatalogSettings.of(configuration.all()));
    }

    /** Whether anyone takes events. */
    public boolean told() {
        return url.isPresent() || topic.isPresent() || file.isPresent();
    }
}
