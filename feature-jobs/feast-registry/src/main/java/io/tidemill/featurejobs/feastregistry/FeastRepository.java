package io.tidemill.featurejobs.feastregistry;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Objects;

/**
 * The definitions of a project as a folder that Feast's SDK opens: {@code registry.db} is its registry, and {@code
 * feature_store.yaml} says where that and Redis are.
 */
public final class FeastRepository {
    /** The file that says what is defined. */
    public static final String REGISTRY = "registry.db";

    /** The file that Feast opens. */
    public static final String CONFIGURATION = "feature_store.yaml";

    private static final String MARK = "# Written by tidemill features export, which overwrites it.";

    private final FeatureDefinitions definitions;
    private final FeastRedis redis;
    private final Clock clock;

    /**
     * @param definitions what is written
     * @param redis where the online values are
     * @param clock says when it was written
     */
    public FeastRepository(FeatureDefinitions definitions, FeastRedis redis, Clock clock) {
        this.definitions = Objects.requireNonNull(definitions, "definitions");
        this.redis = Objects.requireNonNull(redis, "redis");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Writes both files, in place of those of an earlier time; a reader sees each file as it was or as it is. The folder
     * is made where it is not there.
     *
     * @throws IllegalArgumentException if a definition says what Feast cannot; nothing is written
     * @throws IOException if the folder cannot be written, or has a repository that is not one of ours
     */
    public void writeTo(Path folder) throws IOException {
        byte[] registry = RegistryMessage.of(definitions, clock.instant());
        requireOurs(folder);
        Files.createDirectories(folder);
        replace(folder.resolve(REGISTRY), registry);
        replace(folder.resolve(CONFIGURATION), configuration().getBytes(StandardCharsets.UTF_8));
    }

    private static void requireOurs(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new IOException(folder + " is no folder");
        }
        Path configuration = folder.resolve(CONFIGURATION);
        boolean ours = Files.exists(configuration)
                && new String(Files.readAllBytes(configuration), StandardCharsets.UTF_8).startsWith(MARK);
        for (String file : new String[] {CONFIGURATION, REGISTRY}) {
            if (!ours && Files.exists(folder.resolve(file))) {
                throw new IOException("folder " + folder + " has a " + file
                        + " that was not exported, expected an empty folder or one that was exported to before");
            }
        }
    }

    /** Texts are in quotes: a project may be called {@code on}, which YAML takes for true. */
    private String configuration() {
        return MARK
                + """

                project: "%s"
                provider: local
                registry: %s
                online_store:
                %soffline_store:
                  type: file
                entity_key_serialization_version: 3
                """
                        .formatted(definitions.project(), REGISTRY, redis.lines());
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling("." + file.getFileName() + ".next");
        Files.write(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
