package io.tidemill.featurejobs.onlinestore;

import io.tidemill.schemas.featureviews.CompositeId;
import io.tidemill.schemas.featureviews.Entity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which entity a row belongs to: a value for each join key.
 *
 * @param parts at least one, sorted by the code points of their names, no name twice
 */
public record EntityKey(List<Part> parts) {
    private static final Comparator<String> BY_CODE_POINT = (left, right) -> java.util.Arrays.compare(
            left.codePoints().toArray(), right.codePoints().toArray());

    /** The key of a view that has no entity. */
    public static final EntityKey OF_NOTHING = of("__dummy_id", "");

    /** One join key and its value: text, an integer, a time or bytes. */
    public record Part(String joinKey, FeatureValue value) {
        public Part {
            Objects.requireNonNull(joinKey, "joinKey");
            ValueKind kind = ValueFormat.kindOf(value);
            if (kind == null || kind == ValueKind.DOUBLE || kind == ValueKind.FLOAT || kind == ValueKind.BOOL) {
                throw new IllegalArgumentException("join key " + joinKey + " cannot be " + value);
            }
        }

        /** The key of one entity by its text; empty if that is no key of the entity's type. */
        public static Optional<Part> read(Entity entity, String text) {
            try {
                return Optional.of(new Part(
                        entity.joinKey(),
                        switch (entity.valueType()) {
                            case STRING -> new FeatureValue.Text(text);
                            case INT32 -> new FeatureValue.Int32(Integer.parseInt(text));
                            case INT64 -> new FeatureValue.Int64(Long.parseLong(text));
                            default ->
                                throw new IllegalStateException("entity " + entity.name() + " has a key of type "
                                        + entity.valueType().text());
                        }));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    public EntityKey {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("an entity key needs at least one join key");
        }
        if (parts.size() > 1) {
            parts = parts.stream()
                    .sorted(Comparator.comparing(Part::joinKey, BY_CODE_POINT))
                    .toList();
            requireDistinct(parts);
        } else {
            parts = List.copyOf(parts);
        }
    }

    public static EntityKey of(String joinKey, String value) {
        return of(joinKey, new FeatureValue.Text(value));
    }

    public static EntityKey of(String joinKey, long value) {
        return of(joinKey, new FeatureValue.Int64(value));
    }

    public static EntityKey of(String joinKey, FeatureValue value) {
        return new EntityKey(List.of(new Part(joinKey, value)));
    }

    /**
     * The key of an entity, or of several together, by its id as events and requests write it; empty if that is no key of
     * their types.
     *
     * @param entities of a view, in its order
     * @param id such as the subject of an event; a {@link CompositeId} of several entities
     */
    public static Optional<EntityKey> read(List<Entity> entities, String id) {
        return CompositeId.split(id, entities.size()).flatMap(values -> {
            List<Part> parts = new ArrayList<>(values.size());
            for (int i = 0; i < values.size(); i++) {
                Part.read(entities.get(i), values.get(i)).ifPresent(parts::add);
            }
            return parts.size() == values.size() ? Optional.of(new EntityKey(parts)) : Optional.empty();
        });
    }

    private static void requireDistinct(List<Part> sorted) {
        for (int index = 1; index < sorted.size(); index++) {
            if (sorted.get(index).joinKey().equals(sorted.get(index - 1).joinKey())) {
                throw new IllegalArgumentException(
                        "join key " + sorted.get(index).joinKey() + " appears twice");
            }
        }
    }
}
