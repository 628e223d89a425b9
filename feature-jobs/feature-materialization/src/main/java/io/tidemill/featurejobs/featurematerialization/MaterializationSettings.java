package io.tidemill.featurejobs.featurematerialization;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;

/**
 * How much a materialization has in memory.
 *
 * @param entities of so many the newest row, at once ({@code features.materialization.entities}, default 100,000); a table of
 *     more entities is gone through several times
 */
public record MaterializationSettings(int entities) {
    private static final int DEFAULT_ENTITIES = 100_000;
    private static final int MOST_ENTITIES = 100_000_000;

    public MaterializationSettings {
        if (entities < 1) {
            throw new IllegalArgumentException(entities + " entities: expected 1 or more");
        }
    }

    /**
     * From a configuration.
     *
     * @throws ConfigurationException naming the key whose value cannot be taken
     */
    public static MaterializationSettings of(Configuration configuration) {
        return new MaterializationSettings(
                configuration.integer("features.materialization.entities", 1, MOST_ENTITIES, DEFAULT_ENTITIES));
    }
}
