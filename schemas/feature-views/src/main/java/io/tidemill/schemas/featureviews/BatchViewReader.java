package io.tidemill.schemas.featureviews;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one view of a table of the lake. Whether the table is so is not known here: no lake has to be there. */
final class BatchViewReader {
    static final Set<String> KEYS = Set.of(
            "name",
            "entity",
            "entities",
            "keys",
            "source",
            "ttl",
            "owner",
            "description",
            "tags",
            SensitivityReader.KEY,
            "features");
    static final Set<String> SOURCE_KEYS = Set.of("table", "timestamp", "created");
    static final Set<String> FEATURE_KEYS =
            Set.of("name", "valueType", "column", "description", SensitivityReader.KEY, "default");

    private BatchViewReader() {}

    /** A view; whether its entities are defined is not checked yet. */
    static Optional<BatchFeatureView> read(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        List<String> entities = KeyReader.names(node, keys);
        Map<String, String> columns = KeyReader.columns(keys.get(KeyReader.KEYS), entities);
        Optional<TableSource> source = node.required(keys, "source", BatchViewReader::source);
        Duration ttl = DefinitionFiles.ttl(keys);
        Sensitivity sensitivity = SensitivityReader.ofView(keys);
        List<BatchField> features = node.required(keys, "features", list -> Optional.of(features(list, sensitivity)))
                .orElse(List.of());
        if (name.isEmpty() || entities.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new BatchFeatureView(
                name.get(),
                entities.stream().map(ViewEntity::ofSubject).toList(),
                columns,
                source.get(),
                ttl,
                DefinitionFiles.optionalText(keys, "owner"),
                DefinitionFiles.optionalText(keys, "description"),
                DefinitionFiles.tags(keys),
                features));
    }

    /** Checks the entities of a view, once all are read. */
    static void check(YamlNode node, BatchFeatureView view, Map<String, Entity> entities) {
        Set<String> joinKeys = new HashSet<>();
        for (ViewEntity of : view.entities()) {
            Entity entity = entities.get(of.name());
            if (entity == null) {
                node.problem("entity '" + of.name() + "' is not defined, expected one of "
                        + YamlNode.sorted(entities.keySet()));
            } else if (!joinKeys.add(entity.joinKey())) {
                node.problem("two of its entities have the join key '" + entity.joinKey() + "'");
            }
        }
    }

    private static Optional<TableSource> source(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(SOURCE_KEYS);
        Optional<String> table = node.required(keys, "table", BatchViewReader::table);
        Optional<String> timestamp = node.required(keys, "timestamp", YamlNode::text);
        Optional<String> created = Optional.ofNullable(keys.get("created")).flatMap(YamlNode::text);
        return table.flatMap(found -> timestamp.map(column -> new TableSource(found, column, created)));
    }

    private static Optional<String> table(YamlNode node) {
        return node.text().filter(text -> {
            boolean good = TableSource.isTable(text);
            if (!good) {
                node.problem("'" + text + "', expected a namespace and a table, such as analytics.profiles");
            }
            return good;
        });
    }

    private static List<BatchField> features(YamlNode list, Sensitivity ofView) {
        Map<String, BatchField> features = new LinkedHashMap<>();
        for (YamlNode node : list.elements()) {
            Map<String, YamlNode> keys = node.keys(FEATURE_KEYS);
            Optional<String> name = node.required(keys, "name", Names::read);
            Optional<ValueType> type = node.required(keys, "valueType", OnDemandReader::valueType);
            if (name.isEmpty() || type.isEmpty()) {
                continue;
            }
            BatchField field = new BatchField(
                    name.get(),
                    type.get(),
                    Optional.ofNullable(keys.get("column"))
                            .flatMap(YamlNode::text)
                            .orElse(name.get()),
                    DefinitionFiles.optionalText(keys, "description"),
                    SensitivityReader.ofFeature(keys, ofView, Sensitivity.PUBLIC),
                    FeatureViewReader.fallback(keys.get("default"), name.get(), type.get()));
            if (features.putIfAbsent(field.name(), field) != null) {
                node.problem("name '" + field.name() + "' is defined twice in this view");
            }
        }
        if (list.elements().isEmpty()) {
            list.problem("expected at least one feature");
        }
        return List.copyOf(features.values());
    }
}
