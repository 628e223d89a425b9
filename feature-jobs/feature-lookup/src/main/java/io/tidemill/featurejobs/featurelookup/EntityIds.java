package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.Entity;

/** Turns what requests give as an id into the key of the entity's declared type. */
final class EntityIds {
    /** How many entities one request may ask for. */
    static final int MAXIMUM = 1000;

    private EntityIds() {}

    /** The problem with an id that is neither text nor a whole number. */
    static ProblemException neither(String field, String id) {
        return ProblemException.invalid(field, id + ": expected text or a whole number");
    }

    static EntityKey read(String field, Entity entity, String id) {
        if (id.isEmpty()) {
            throw problem(field, entity, id);
        }
        try {
            return EntityKey.of(entity.joinKey(), value(entity, id));
        } catch (NumberFormatException e) {
            throw problem(field, entity, id).withCause(e);
        }
    }

    /** @throws ProblemException if a request asks for too many, or for none */
    static void requireCount(String field, int count) {
        if (count < 1 || count > MAXIMUM) {
            throw ProblemException.invalid(field, count + " entities: expected 1 to " + MAXIMUM + " in one request");
        }
    }

    private static FeatureValue value(Entity entity, String id) {
        return switch (entity.valueType()) {
            case STRING -> FeatureValue.of(id);
            case INT32 -> new FeatureValue.Int32(Integer.parseInt(id));
            case INT64 -> FeatureValue.of(Long.parseLong(id));
            default ->
                throw new IllegalStateException("entity " + entity.name() + " has a key of type "
                        + entity.valueType().text());
        };
    }

    private static ProblemException problem(String field, Entity entity, String id) {
        return ProblemException.invalid(
                field,
                "'" + id + "' is no " + entity.joinKey() + ": expected "
                        + entity.valueType().text());
    }
}
