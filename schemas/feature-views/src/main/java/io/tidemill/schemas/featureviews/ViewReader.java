package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.events.ReleasedSchema;
import io.tidemill.schemas.events.ReleasedSchemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Reads one stream feature view and checks it against the schema of its source. */
final class ViewReader {
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(3660);
    private static final Set<String> KEYS =
            Set.of("name", "entity", "source", "ttl", "owner", "description", "tags", "features");
    private static final Set<String> FEATURE_KEYS = Set.of("name", "function", "column", "window", "description");

    private final ReleasedSchemas schemas;

    ViewReader(ReleasedSchemas schemas) {
        this.schemas = schemas;
    }

    Optional<StreamFeatureView> read(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        Optional<String> entity = node.required(keys, "entity", YamlNode::text);
        Optional<ReleasedSchema> source = node.required(keys, "source", this::source);
        Duration ttl =
                Optional.ofNullable(keys.get("ttl")).flatMap(ViewReader::ttl).orElse(Duration.ZERO);
        if (name.isEmpty() || entity.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        List<Feature> features = new ArrayList<>();
        node.required(keys, "features", Optional::of).ifPresent(list -> features.addAll(features(list, source.get())));
        return Optional.of(new StreamFeatureView(
                name.get(),
                entity.get(),
                source.get().type(),
                ttl,
                DefinitionFiles.optionalText(keys, "owner"),
                DefinitionFiles.optionalText(keys, "description"),
                tags(keys),
                features));
    }

    private Optional<ReleasedSchema> source(YamlNode node) {
        return node.text().flatMap(type -> {
            Optional<ReleasedSchema> schema = schemas.latest(type);
            if (schema.isEmpty()) {
                node.problem("'" + type + "' is no event type, expected one of "
                        + schemas.latest().stream().map(ReleasedSchema::type).collect(Collectors.joining(", ")));
            }
            return schema;
        });
    }

    private static Optional<Duration> ttl(YamlNode node) {
        return node.duration().filter(ttl -> {
            if (ttl.isNegative()) {
                node.problem("'" + ttl + "', expected a duration of zero or more");
            }
            return !ttl.isNegative();
        });
    }

    private static Map<String, String> tags(Map<String, YamlNode> keys) {
        Map<String, String> tags = new LinkedHashMap<>();
        Optional.ofNullable(keys.get("tags")).ifPresent(node -> node.entries()
                .forEach((key, value) -> value.text().ifPresent(text -> tags.put(key, text))));
        return tags;
    }

    private static List<Feature> features(YamlNode list, ReleasedSchema source) {
        List<Feature> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlNode node : list.elements()) {
            feature(node, source).ifPresent(feature -> {
                features.add(feature);
                if (!names.add(feature.name())) {
                    node.problem("name '" + feature.name() + "' is defined twice in this view");
                }
            });
        }
        if (features.isEmpty()) {
            list.problem("expected at least one feature");
        }
        return features;
    }

    private static Optional<Feature> feature(YamlNode node, ReleasedSchema source) {
        Map<String, YamlNode> keys = node.keys(FEATURE_KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        Optional<AggregationFunction> function = node.required(keys, "function", ViewReader::function);
        YamlNode window = keys.get("window");
        Optional<Duration> length = window == null ? Optional.empty() : window(window);
        if (name.isEmpty() || function.isEmpty() || (window != null && length.isEmpty())) {
            return Optional.empty();
        }
        YamlNode column = keys.get("column");
        if (!function.get().readsColumn()) {
            if (column != null) {
                column.problem("function " + function.get().text() + " reads no column");
            }
            ValueType type =
                    function.get() == AggregationFunction.TIME_SINCE_LAST ? ValueType.UNIX_TIMESTAMP : ValueType.INT64;
            return Optional.of(new Feature(
                    name.get(),
                    function.get(),
                    Optional.empty(),
                    length,
                    type,
                    DefinitionFiles.optionalText(keys, "description")));
        }
        return node.required(
                keys, "column", read -> read.text().flatMap(field -> valueType(read, field, function.get(), source)
                        .map(type -> new Feature(
                                name.get(),
                                function.get(),
                                Optional.of(field),
                                length,
                                type,
                                DefinitionFiles.optionalText(keys, "description")))));
    }

    private static Optional<AggregationFunction> function(YamlNode node) {
        return node.text().flatMap(text -> {
            Optional<AggregationFunction> function = AggregationFunction.of(text);
            if (function.isEmpty()) {
                node.problem("'" + text + "' is no function, expected one of "
                        + Stream.of(AggregationFunction.values())
                                .map(AggregationFunction::text)
                                .collect(Collectors.joining(", ")));
            }
            return function;
        });
    }

    private static Optional<Duration> window(YamlNode node) {
        return node.duration().filter(window -> {
            boolean good = window.compareTo(SHORTEST_WINDOW) >= 0
                    && window.compareTo(LONGEST_WINDOW) <= 0
                    && window.toMillis() % SHORTEST_WINDOW.toMillis() == 0;
            if (!good) {
                node.problem("'" + window + "', expected whole minutes from PT1M to P3660D, or no window for all time");
            }
            return good;
        });
    }

    private static Optional<ValueType> valueType(
            YamlNode node, String column, AggregationFunction function, ReleasedSchema source) {
        Schema.Field field = source.schema().getField(column);
        if (field == null) {
            node.problem("event type " + source.type() + " has no field '" + column + "', expected one of "
                    + source.schema().getFields().stream()
                            .map(Schema.Field::name)
                            .collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        Optional<ValueType> type = typeOf(field.schema());
        boolean text = type.filter(found -> found == ValueType.STRING).isPresent();
        if (type.isEmpty() || (text && function.column() == AggregationFunction.Column.NUMBER)) {
            node.problem("field '" + column + "' of " + source.type() + " is " + field.schema() + ", function "
                    + function.text() + " expects a number"
                    + (function.column() == AggregationFunction.Column.NUMBER ? "" : " or text"));
            return Optional.empty();
        }
        return function == AggregationFunction.LAST ? type : Optional.of(ValueType.DOUBLE);
    }

    /** The type of a field as a feature; empty for what is neither number nor text. */
    private static Optional<ValueType> typeOf(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return schema.getTypes().stream()
                    .filter(each -> each.getType() != Schema.Type.NULL)
                    .findFirst()
                    .flatMap(ViewReader::typeOf);
        }
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal) {
            return Optional.of(ValueType.DOUBLE);
        }
        if (schema.getLogicalType() != null) {
            return Optional.empty();
        }
        return switch (schema.getType()) {
            case INT, LONG -> Optional.of(ValueType.INT64);
            case FLOAT, DOUBLE -> Optional.of(ValueType.DOUBLE);
            case STRING -> Optional.of(ValueType.STRING);
            default -> Optional.empty();
        };
    }
}
