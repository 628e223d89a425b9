package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads one stream feature view and checks it against the schema of its source. */
final class ViewReader {
    static final Set<String> KEYS = Set.of(
            "name",
            "entity",
            "entities",
            "keys",
            "source",
            "takenBackBy",
            "attributes",
            "lateness",
            "ttl",
            "owner",
            "description",
            "tags",
            "sensitivity",
            "features");

    private final ReleasedSchemas schemas;
    private final TakingBackReader takingBack;
    private final AttributeReader attributes;

    ViewReader(ReleasedSchemas schemas) {
        this.schemas = schemas;
        this.takingBack = new TakingBackReader(schemas);
        this.attributes = new AttributeReader(schemas);
    }

    Optional<StreamFeatureView> read(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        List<ViewEntity> entities = KeyReader.read(node, keys);
        Optional<ReleasedSchema> source = node.required(keys, "source", this::source);
        Duration ttl = DefinitionFiles.ttl(keys);
        if (name.isEmpty() || entities.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        List<TakingBack> takenBackBy = takingBack.read(keys, source.get());
        List<EventColumns.Of> types = takingBack.columns(source.get(), takenBackBy);
        AttributeReader.Read told = attributes.read(keys, entities, types);
        FeatureReader reader = new FeatureReader(types, told, SensitivityReader.ofView(keys));
        List<Feature> features = new ArrayList<>();
        node.required(keys, "features", Optional::of).ifPresent(list -> features.addAll(features(list, reader)));
        return Optional.of(new StreamFeatureView(
                name.get(),
                entities,
                source.get().type(),
                takenBackBy,
                told.attributes(),
                told.lateness(),
                ttl,
                DefinitionFiles.optionalText(keys, "owner"),
                DefinitionFiles.optionalText(keys, "description"),
                DefinitionFiles.tags(keys),
                features));
    }

    /** Checks what a view says of entities, once all are read. */
    void check(YamlNode node, StreamFeatureView view, Map<String, Entity> entities) {
        attributes.checkKeys(node, view, entities);
        schemas.latest(view.source())
                .ifPresent(source ->
                        KeyReader.check(node, view, entities, takingBack.columns(source, view.takenBackBy())));
    }

    private Optional<ReleasedSchema> source(YamlNode node) {
        return node.text().flatMap(type -> {
            Optional<ReleasedSchema> schema = schemas.latest(type);
            if (schema.isEmpty()) {
                node.problem("'" + type + "' is no event type, expected one of " + types(schemas));
            }
            return schema;
        });
    }

    static String types(ReleasedSchemas schemas) {
        return schemas.latest().stream().map(ReleasedSchema::type).collect(Collectors.joining(", "));
    }

    private static List<Feature> features(YamlNode list, FeatureReader reader) {
        Map<String, Feature> features = new LinkedHashMap<>();
        Map<String, YamlNode> nodes = new LinkedHashMap<>();
        for (YamlNode node : list.elements()) {
            reader.read(node).ifPresent(feature -> {
                if (features.putIfAbsent(feature.name(), feature) != null) {
                    node.problem("name '" + feature.name() + "' is defined twice in this view");
                }
                nodes.putIfAbsent(feature.name(), node);
            });
        }
        if (list.elements().isEmpty()) {
            list.problem("expected at least one feature");
        }
        long filters = features.values().stream()
                .flatMap(feature -> feature.aggregate().stream())
                .map(aggregate -> Arrays.asList(aggregate.source(), aggregate.where()))
                .distinct()
                .count();
        if (filters > StreamFeatureView.MOST_FILTERS) {
            list.problem(filters + " different where and source, expected at most " + StreamFeatureView.MOST_FILTERS);
        }
        features.forEach((name, feature) ->
                FeatureReader.checkOperands(Objects.requireNonNull(nodes.get(name)), feature, features));
        return features.values().stream()
                .map(feature -> FeatureReader.withOperands(
                        Objects.requireNonNull(nodes.get(feature.name())), feature, features))
                .toList();
    }
}
