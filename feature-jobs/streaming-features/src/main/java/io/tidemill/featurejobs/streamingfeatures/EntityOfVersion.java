package io.tidemill.featurejobs.streamingfeatures;

import java.util.Objects;

/**
 * What a state is kept for.
 *
 * @param version {@link io.tidemill.schemas.featureviews.ViewVersion#id()}
 * @param entity as events name it
 */
record EntityOfVersion(String version, String entity) {
    /** No id of a version has it. */
    private static final char SEPARATOR = '/';

    EntityOfVersion {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(entity, "entity");
    }

    /** As a key of Flink's. */
    String key() {
        return version + SEPARATOR + entity;
    }

    /** Reads {@link #key()} back. */
    static EntityOfVersion parse(String key) {
        int separator = key.indexOf(SEPARATOR);
        return new EntityOfVersion(key.substring(0, separator), key.substring(separator + 1));
    }
}
