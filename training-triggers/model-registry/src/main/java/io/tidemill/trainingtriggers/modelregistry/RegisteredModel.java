package io.tidemill.trainingtriggers.modelregistry;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A model that has versions.
 *
 * @param name its name
 * @param createdAt when its first version came
 * @param latestVersion the newest version's number
 * @param aliases version numbers by alias, such as {@code champion}
 */
public record RegisteredModel(String name, Instant createdAt, long latestVersion, Map<String, Long> aliases) {
    public RegisteredModel {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(createdAt, "createdAt");
        aliases = Map.copyOf(aliases);
    }
}
