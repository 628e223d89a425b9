package io.tidemill.ingestion.eventfeeds.objects;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What may be stored, and where.
 *
 * @param folder where objects lie ({@code objects.folder}, default {@code objects} below the warehouse)
 * @param maximumBytes the largest object ({@code objects.maximum-bytes}, default 32 MiB)
 * @param mediaTypes what may be stored ({@code objects.media-types}, separated by commas)
 */
public record ObjectSettings(Path folder, int maximumBytes, List<String> mediaTypes) {
    private static final int DEFAULT_BYTES = 32 << 20;
    private static final String DEFAULT_TYPES = "image/png,image/jpeg,image/gif,image/webp,image/tiff,"
            + "audio/mpeg,audio/wav,audio/ogg,audio/flac,audio/mp4,video/mp4,application/pdf";

    public ObjectSettings {
        Objects.requireNonNull(folder, "folder");
        mediaTypes = List.copyOf(mediaTypes);
        if (mediaTypes.isEmpty()) {
            throw new IllegalArgumentException("mediaTypes: expected one or more");
        }
    }

    /**
     * The settings of a configuration; empty where the warehouse is no folder of this machine and no other is named.
     *
     * @throws ConfigurationException if one has not the expected form
     */
    public static Optional<ObjectSettings> of(Configuration configuration) {
        Optional<Path> folder = configuration
                .optionalPath("objects.folder")
                .or(() -> local(configuration.text("lake.warehouse")).map(warehouse -> warehouse.resolve("objects")));
        return folder.map(path -> new ObjectSettings(
                path,
                configuration.integer("objects.maximum-bytes", 1, 1 << 30, DEFAULT_BYTES),
                List.of(configuration.text("objects.media-types", DEFAULT_TYPES).split(" *, *", -1))));
    }

    private static Optional<Path> local(String warehouse) {
        if (warehouse.startsWith("/")) {
            return Optional.of(Path.of(warehouse));
        }
        return warehouse.startsWith("file:") ? Optional.of(Path.of(URI.create(warehouse))) : Optional.empty();
    }
}
