package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads {@code attributes} of a view, by name, and its {@code lateness}. */
final class AttributeReader {
    static final String KEY = "attributes";
    static final String LATENESS = "lateness";

    private static final Duration LONGEST_LATENESS = Duration.ofDays(7);
    static final Set<String> KEYS = Set.of("source", "column", "key");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

    private final ReleasedSchemas schemas;

    AttributeReader(ReleasedSchemas schemas) {
        this.schemas = schemas;
    }

    /**
     * What is told of a view's attributes.
     *
     * @param fields by name what they are
     * @param personal the names of those that are personal data
     */
    record Read(List<Attribute> attributes, Duration lateness, Map<String, Schema> fields, Set<String> personal) {
        Read {
            attributes = List.copyOf(attributes);
            fields = Map.copyOf(fields);
            personal = Set.copyOf(personal);
        }
    }

    /**
     * The attributes that could be read; what is wrong with others is noted.
     *
     * @param entities of the view
     * @param types of the view's events, its source first
     */
    Read read(Map<String, YamlNode> view, List<ViewEntity> entities, List<EventColumns.Of> types) {
        YamlNode node = view.get(KEY);
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        Map<String, Schema> fields = new LinkedHashMap<>();
        if (node != null) {
            if (entities.size() > 1) {
                node.problem("attributes are those of one entity, and the view is about " + entities.size());
            }
            node.entries().forEach((name, each) -> {
                checkName(each, name, types.get(0).schema());
                read(each, name, types, fields).ifPresent(attribute -> attributes.put(name, attribute));
            });
        }
        Set<String> personal = attributes.values().stream()
                .filter(attribute -> schemas.latest(attribute.eventType())
                        .filter(schema -> new EventColumns.Of(schema, Map.of()).isPersonal(attribute.column()))
                        .isPresent())
                .map(Attribute::name)
                .collect(Collectors.toSet());
        return new Read(List.copyOf(attributes.values()), lateness(view.get(LATENESS), node != null), fields, personal);
    }

    /** Checks the fields that are keys, once the entities are read. */
    void checkKeys(YamlNode node, StreamFeatureView view, Map<String, Entity> entities) {
        Entity entity = entities.get(view.entities().get(0).name());
        YamlNode all = node.entries().get(KEY);
        for (Attribute attribute : view.attributes()) {
            if (view.attributes().stream()
                    .anyMatch(other -> other.eventType().equals(attribute.eventType())
                            && !Objects.equals(other.key(), attribute.key()))) {
                node.problem("attributes from " + attribute.eventType() + " have different keys, expected one");
            }
            String key = attribute.key();
            if (key != null && entity != null && all != null) {
                YamlNode at = all.entries().getOrDefault(attribute.name(), all);
                schemas.latest(attribute.eventType())
                        .ifPresent(schema ->
                                KeyReader.checkColumn(at, entity, key, new EventColumns.Of(schema, Map.of())));
            }
        }
    }

    private static void checkName(YamlNode node, String name, ReleasedSchema source) {
        if (!NAME.matcher(name).matches()) {
            node.problem("'" + name + "', expected letters, digits and underscores, beginning with a letter");
        }
        if (source.schema().getField(name) != null) {
            node.problem("event type " + source.type() + " has a field '" + name + "', expected another name");
        }
    }

    private Optional<Attribute> read(
            YamlNode node, String name, List<EventColumns.Of> types, Map<String, Schema> fields) {
        Map<String, YamlNode> keys = node.keys(KEYS);
        Optional<ReleasedSchema> source =
                node.required(keys, "source", child -> child.text().flatMap(type -> schema(child, type, types)));
        Optional<String> column = node.required(keys, "column", YamlNode::text);
        if (source.isEmpty() || column.isEmpty()) {
            return Optional.empty();
        }
        EventColumns columns = new EventColumns(List.of(new EventColumns.Of(source.get(), Map.of())), Map.of());
        Optional<Schema> field = columns.field(keys.getOrDefault("column", node), column.get());
        field.ifPresent(schema -> fields.put(name, schema));
        YamlNode key = keys.get("key");
        Optional<String> keyField = key == null
                ? Optional.empty()
                : key.text().filter(text -> columns.field(key, text).isPresent());
        return field.isEmpty()
                ? Optional.empty()
                : Optional.of(new Attribute(name, source.get().type(), column.get(), keyField.orElse(null)));
    }

    private Optional<ReleasedSchema> schema(YamlNode node, String type, List<EventColumns.Of> types) {
        if (types.stream().anyMatch(each -> each.schema().type().equals(type))) {
            node.problem("'" + type + "' is read by this view, expected an event type of its own");
            return Optional.empty();
        }
        Optional<ReleasedSchema> schema = schemas.latest(type);
        if (schema.isEmpty()) {
            node.problem("'" + type + "' is no event type, expected one of " + ViewReader.types(schemas));
        }
        return schema;
    }

    private static Duration lateness(@Nullable YamlNode node, boolean attributes) {
        if (node == null) {
            return StreamFeatureView.LATENESS;
        }
        if (!attributes) {
            node.problem("lateness is that of attributes, and the view has none");
        }
        return node.duration()
                .filter(found -> {
                    boolean good = !found.isNegative() && found.compareTo(LONGEST_LATENESS) <= 0;
                    if (!good) {
                        node.problem("'" + found + "', expected a duration from PT0S to P7D");
                    }
                    return good;
                })
                .orElse(StreamFeatureView.LATENESS);
    }
}
