package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code takenBackBy} of a view: by event type, which of its fields stand for those of the view's source. */
final class TakingBackReader {
    static final String KEY = "takenBackBy";

    private final ReleasedSchemas schemas;

    TakingBackReader(ReleasedSchemas schemas) {
        this.schemas = schemas;
    }

    /** The types that take back, in the order of the definition. */
    List<TakingBack> read(Map<String, YamlNode> view, ReleasedSchema source) {
        YamlNode node = view.get(KEY);
        List<TakingBack> types = new ArrayList<>();
        if (node != null) {
            node.entries().forEach((type, fields) -> schema(fields, type, source)
                    .ifPresent(schema -> types.add(new TakingBack(type, fields(fields, source, schema)))));
        }
        return types;
    }

    /** The schemas of the events that a view reads, each with the names its fields have in the view. */
    List<EventColumns.Of> columns(ReleasedSchema source, List<TakingBack> takenBackBy) {
        List<EventColumns.Of> all = new ArrayList<>();
        all.add(new EventColumns.Of(source, Map.of()));
        takenBackBy.forEach(type -> schemas.latest(type.eventType())
                .ifPresent(schema -> all.add(new EventColumns.Of(schema, type.fields()))));
        return all;
    }

    private Optional<ReleasedSchema> schema(YamlNode node, String type, ReleasedSchema source) {
        Optional<ReleasedSchema> schema = schemas.latest(type);
        if (schema.isEmpty()) {
            node.problem("'" + type + "' is no event type, expected one of " + ViewReader.types(schemas));
        } else if (type.equals(source.type())) {
            node.problem("'" + type + "' is the source, expected another event type");
            return Optional.empty();
        }
        return schema;
    }

    private static Map<String, String> fields(YamlNode node, ReleasedSchema source, ReleasedSchema type) {
        EventColumns ofSource = new EventColumns(List.of(new EventColumns.Of(source, Map.of())), Map.of());
        EventColumns ofType = new EventColumns(List.of(new EventColumns.Of(type, Map.of())), Map.of());
        Map<String, String> fields = new LinkedHashMap<>();
        node.entries().forEach((column, value) -> value.text().ifPresent(field -> {
            if (ofSource.field(value, column).isPresent()
                    && ofType.field(value, field).isPresent()) {
                fields.put(column, field);
            }
        }));
        return fields;
    }
}
