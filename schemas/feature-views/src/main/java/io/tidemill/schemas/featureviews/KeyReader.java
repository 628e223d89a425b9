package io.tidemill.schemas.featureviews;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads which entities a view is about, and where its events have their keys. */
final class KeyReader {
    static final String ENTITY = "entity";
    static final String ENTITIES = "entities";
    static final String KEYS = "keys";

    private KeyReader() {}

    /** The entities of a view; whether they are defined is not checked yet. */
    static List<ViewEntity> read(YamlNode view, Map<String, YamlNode> keys) {
        List<String> names = names(view, keys);
        Map<String, String> columns = columns(keys.get(KEYS), names);
        List<ViewEntity> entities = new ArrayList<>();
        for (String name : names) {
            @Nullable String column = columns.get(name);
            Optional<ViewEntity> subject =
                    entities.stream().filter(ViewEntity::isSubject).findFirst();
            if (column == null && subject.isPresent()) {
                view.problem("the subject is the key of entity '"
                        + subject.get().name() + "': expected a field for '" + name + "' under keys");
            }
            entities.add(new ViewEntity(name, column));
        }
        return entities;
    }

    /** The names of the entities of a view. */
    static List<String> names(YamlNode view, Map<String, YamlNode> keys) {
        YamlNode one = keys.get(ENTITY);
        YamlNode several = keys.get(ENTITIES);
        if (one != null && several != null) {
            several.problem("there is entity already, expected one of entity and entities");
            return List.of();
        }
        if (several == null) {
            return view.required(keys, ENTITY, YamlNode::text).map(List::of).orElse(List.of());
        }
        List<String> names = new ArrayList<>();
        for (YamlNode element : several.elements()) {
            element.text().ifPresent(name -> {
                if (names.contains(name)) {
                    element.problem("entity '" + name + "' stands twice");
                } else {
                    names.add(name);
                }
            });
        }
        if (several.elements().isEmpty()) {
            several.problem("expected at least one entity");
        }
        return names;
    }

    /** By entity the column that has its key, where one is named. */
    static Map<String, String> columns(@Nullable YamlNode node, List<String> names) {
        Map<String, String> columns = new LinkedHashMap<>();
        if (node != null) {
            node.entries().forEach((name, column) -> {
                if (names.contains(name)) {
                    column.text().ifPresent(field -> columns.put(name, field));
                } else {
                    column.problem(
                            "'" + name + "' is no entity of this view, expected one of " + String.join(", ", names));
                }
            });
        }
        return columns;
    }

    /** Checks the entities of a view, once all are read, and the fields that are their keys. */
    static void check(
            YamlNode node, StreamFeatureView view, Map<String, Entity> entities, List<EventColumns.Of> types) {
        Set<String> joinKeys = new HashSet<>();
        for (ViewEntity of : view.entities()) {
            Entity entity = entities.get(of.name());
            if (entity == null) {
                node.problem("entity '" + of.name() + "' is not defined, expected one of "
                        + YamlNode.sorted(entities.keySet()));
                continue;
            }
            if (!joinKeys.add(entity.joinKey())) {
                node.problem("two of its entities have the join key '" + entity.joinKey() + "'");
            }
            YamlNode keys = node.entries().get(KEYS);
            if (of.column() != null && keys != null) {
                YamlNode key = keys.entries().getOrDefault(of.name(), keys);
                types.forEach(type -> checkColumn(key, entity, of.column(), type));
            }
        }
    }

    static void checkColumn(YamlNode node, Entity entity, String column, EventColumns.Of type) {
        new EventColumns(List.of(type), Map.of()).field(node, column).ifPresent(schema -> {
            Schema value = EventColumns.valueOf(schema);
            boolean plain = value.getLogicalType() == null;
            boolean good = plain
                    && switch (entity.valueType()) {
                        case STRING -> value.getType() == Schema.Type.STRING;
                        case INT32 -> value.getType() == Schema.Type.INT;
                        default -> value.getType() == Schema.Type.INT || value.getType() == Schema.Type.LONG;
                    };
            if (!good) {
                node.problem(
                        "field '" + type.field(column) + "' of " + type.schema().type() + " is " + schema
                                + ", the key of entity '" + entity.name() + "' is "
                                + entity.valueType().text());
            }
        });
    }
}
