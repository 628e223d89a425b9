package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.CompositeId;
import io.tidemill.schemas.featureviews.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Turns what requests give as an id into the key of the entity's declared type. */
final class EntityIds {
    /** How many entities one request may ask for. */
    static final int MAXIMUM = 1000;

    private EntityIds() {}

    /** The problem with an id that is neither text nor a whole number. */
    static ProblemException neither(String field, String id) {
        return ProblemException.invalid(field, id + ": expected text or a whole number");
    }

    /** One join key and its value. */
    static EntityKey.Part read(String field, Entity entity, String id) {
        return Optional.of(id)
                .filter(text -> !text.isEmpty())
                .flatMap(text -> EntityKey.Part.read(entity, text))
                .orElseThrow(() -> problem(field, entity, id));
    }

    /** The key of a view's entities, in its order, by their ids in one text. */
    static EntityKey read(String field, List<Entity> entities, String id) {
        List<String> values = CompositeId.split(id, entities.size())
                .orElseThrow(() -> ProblemException.invalid(
                        field,
                        "'" + id + "': expected "
                                + entities.stream().map(Entity::joinKey).collect(Collectors.joining(":"))
                                + ", and a \\ before each of : , \\ within a value"));
        List<EntityKey.Part> parts = new ArrayList<>(values.size());
        for (Entity entity : entities) {
            parts.add(read(field, entity, values.get(parts.size())));
        }
        return new EntityKey(parts);
    }

    /** @throws ProblemException if a request asks for too many, or for none */
    static void requireCount(String field, int count) {
        if (count < 1 || count > MAXIMUM) {
            throw ProblemException.invalid(field, count + " entities: expected 1 to " + MAXIMUM + " in one request");
        }
    }

    private static ProblemException problem(String field, Entity entity, String id) {
        return ProblemException.invalid(
                field,
                "'" + id + "' is no " + entity.joinKey() + ": expected "
                        + entity.valueType().text());
    }
}
