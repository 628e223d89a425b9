package io.tidemill.featurejobs.feastregistry;

import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;

/** All that is defined in a project as {@code feast.core.Registry}, the content of Feast's registry file. */
final class RegistryMessage {
    private static final int ENTITIES = 1;
    private static final int SCHEMA_VERSION = 3;
    private static final int VERSION_ID = 4;
    private static final int LAST_UPDATED = 5;
    private static final int FEATURE_VIEWS = 6;
    private static final int FEATURE_SERVICES = 7;
    private static final int DATA_SOURCES = 12;
    private static final int PROJECTS = 17;

    private static final int SPEC = 1;

    private static final int ENTITY_NAME = 1;
    private static final int ENTITY_VALUE_TYPE = 2;
    private static final int ENTITY_DESCRIPTION = 3;
    private static final int ENTITY_JOIN_KEY = 4;
    private static final int ENTITY_PROJECT = 9;

    private static final int PROJECT_NAME = 1;

    private RegistryMessage() {}

    /** The file's bytes. The same definitions have the same version id, whenever they are written. */
    static byte[] of(FeatureDefinitions definitions, Instant written) {
        ProtoMessage registry = new ProtoMessage().text(SCHEMA_VERSION, "1");
        // A project that is not listed is added by whoever opens the registry: it would be changed by reading.
        registry.message(
                PROJECTS,
                new ProtoMessage().message(SPEC, new ProtoMessage().text(PROJECT_NAME, definitions.project())));
        definitions.entities().forEach(entity -> registry.message(ENTITIES, entity(definitions.project(), entity)));
        definitions.storedViews().forEach(view -> registry.message(FEATURE_VIEWS, ViewMessage.of(definitions, view))
                .message(DATA_SOURCES, SourceMessage.of(definitions.project(), view)));
        Stream.concat(definitions.services().stream(), ServiceMessage.ofVersions(definitions).stream())
                .forEach(service -> registry.message(FEATURE_SERVICES, ServiceMessage.of(definitions, service)));
        String version = UUID.nameUUIDFromBytes(registry.toBytes()).toString();
        return registry.text(VERSION_ID, version)
                .timestamp(LAST_UPDATED, written)
                .toBytes();
    }

    private static ProtoMessage entity(String project, Entity entity) {
        return new ProtoMessage()
                .message(
                        SPEC,
                        new ProtoMessage()
                                .text(ENTITY_NAME, entity.name())
                                .text(ENTITY_PROJECT, project)
                                .number(ENTITY_VALUE_TYPE, entity.valueType().number())
                                .text(ENTITY_DESCRIPTION, entity.description())
                                .text(ENTITY_JOIN_KEY, entity.joinKey()));
    }
}
