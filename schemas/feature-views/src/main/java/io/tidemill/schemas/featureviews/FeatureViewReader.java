package io.tidemill.schemas.featureviews;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one feature view that others write, and one push source. */
final class FeatureViewReader {
    static final Set<String> KEYS =
            Set.of("name", "entity", "source", "ttl", "owner", "description", "tags", "sensitivity", "features");
    static final Set<String> FEATURE_KEYS = Set.of("name", "valueType", "description", "sensitivity", "default");
    static final Set<String> SOURCE_KEYS = Set.of("name", "description");

    private FeatureViewReader() {}

    /** A view; whether its entity and source are defined is not checked yet. */
    static Optional<FeatureView> read(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        Optional<String> entity = node.required(keys, "entity", YamlNode::text);
        Duration ttl = DefinitionFiles.ttl(keys);
        Sensitivity sensitivity = SensitivityReader.ofView(keys);
        List<StoredField> features = node.required(keys, "features", list -> Optional.of(features(list, sensitivity)))
                .orElse(List.of());
        if (name.isEmpty() || entity.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new FeatureView(
                name.get(),
                entity.get(),
                Optional.ofNullable(keys.get("source")).flatMap(YamlNode::text),
                ttl,
                DefinitionFiles.optionalText(keys, "owner"),
                DefinitionFiles.optionalText(keys, "description"),
                DefinitionFiles.tags(keys),
                features));
    }

    /** What is answered where there is no value. */
    static Optional<Object> fallback(@Nullable YamlNode node, String name, ValueType type) {
        if (node == null) {
            return Optional.empty();
        }
        return node.text().flatMap(text -> {
            Optional<Object> value = new RequestField(name, type).read(text);
            if (value.isEmpty()) {
                node.problem("'" + text + "', expected " + type.text());
            }
            return value;
        });
    }

    static Optional<PushSource> readSource(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(SOURCE_KEYS);
        return node.required(keys, "name", Names::read)
                .map(name -> new PushSource(name, DefinitionFiles.optionalText(keys, "description")));
    }

    private static List<StoredField> features(YamlNode list, Sensitivity ofView) {
        Map<String, StoredField> features = new LinkedHashMap<>();
        for (YamlNode node : list.elements()) {
            Map<String, YamlNode> keys = node.keys(FEATURE_KEYS);
            Optional<String> name = node.required(keys, "name", Names::read);
            Optional<ValueType> type = node.required(keys, "valueType", OnDemandReader::valueType);
            if (name.isPresent() && type.isPresent()) {
                StoredField field = new StoredField(
                        name.get(),
                        type.get(),
                        DefinitionFiles.optionalText(keys, "description"),
                        SensitivityReader.ofFeature(keys, ofView, Sensitivity.PUBLIC),
                        fallback(keys.get("default"), name.get(), type.get()));
                if (features.putIfAbsent(field.name(), field) != null) {
                    node.problem("name '" + field.name() + "' is defined twice in this view");
                }
            }
        }
        if (list.elements().isEmpty()) {
            list.problem("expected at least one feature");
        }
        return List.copyOf(features.values());
    }
}
