package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.expressions.Expression;
import io.tidemill.schemas.expressions.ExpressionCompiler;
import io.tidemill.schemas.expressions.ExpressionType;
import io.tidemill.schemas.expressions.InvalidExpressionException;
import io.tidemill.schemas.featureviews.OnDemandFeature.Operand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads one on-demand feature view, once all stored views are read, and checks its expressions against them. */
final class OnDemandReader {
    /** What an expression calls the request. */
    static final String REQUEST = "request";

    static final Set<String> KEYS =
            Set.of("name", "sources", "requestSchema", "owner", "description", "tags", "sensitivity", "features");
    static final Set<String> FIELD_KEYS = Set.of("name", "valueType", "description");
    static final Set<String> FEATURE_KEYS = Set.of("name", "valueType", "expression", "description", "sensitivity");

    private final Map<String, StoredView> views;
    private final Set<String> joinKeys;

    OnDemandReader(Map<String, StoredView> views, Set<String> joinKeys) {
        this.views = views;
        this.joinKeys = joinKeys;
    }

    Optional<OnDemandFeatureView> read(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        Map<String, Operand> operands = new LinkedHashMap<>();
        Map<String, ExpressionType> types = new LinkedHashMap<>();
        node.required(keys, "sources", Optional::of).ifPresent(list -> readSources(list, operands, types));
        List<RequestField> schema = requestSchema(keys);
        for (RequestField field : schema) {
            operands.put(REQUEST + "." + field.name(), new Operand.Given(field));
            types.put(REQUEST + "." + field.name(), type(field.valueType()));
        }
        List<OnDemandFeature> features = new ArrayList<>();
        node.required(keys, "features", Optional::of)
                .ifPresent(list -> features.addAll(
                        features(list, new ExpressionCompiler(types), operands, SensitivityReader.ofView(keys))));
        return name.map(found -> new OnDemandFeatureView(
                found,
                operands.values().stream()
                        .filter(Operand.Stored.class::isInstance)
                        .map(operand -> ((Operand.Stored) operand).feature())
                        .toList(),
                schema,
                DefinitionFiles.optionalText(keys, "owner"),
                DefinitionFiles.optionalText(keys, "description"),
                DefinitionFiles.tags(keys),
                features));
    }

    private void readSources(YamlNode list, Map<String, Operand> operands, Map<String, ExpressionType> types) {
        for (YamlNode element : list.elements()) {
            element.text().ifPresent(text -> source(element, text).forEach((reference, feature) -> {
                String variable = reference.view() + "." + reference.feature();
                operands.put(variable, new Operand.Stored(reference));
                types.put(variable, type(feature.isElapsedTime() ? ValueType.DOUBLE : feature.valueType()));
            }));
        }
        if (list.elements().isEmpty()) {
            list.problem("expected at least one view, or feature as view:feature");
        }
    }

    /** The features that a source names: all of a view, or one. */
    private Map<FeatureReference, StoredFeature> source(YamlNode node, String text) {
        int colon = text.indexOf(':');
        StoredView view = views.get(colon < 0 ? text : text.substring(0, colon));
        if (view == null) {
            node.problem("'" + text + "' is no stored view and no feature of one, expected one of "
                    + YamlNode.sorted(views.keySet()));
            return Map.of();
        }
        if (view.name().equals(REQUEST)) {
            node.problem("a view called '" + REQUEST + "' cannot be a source: expressions call the request so");
            return Map.of();
        }
        Map<FeatureReference, StoredFeature> features = new LinkedHashMap<>();
        for (StoredFeature feature : view.features()) {
            if (colon < 0 || feature.name().equals(text.substring(colon + 1))) {
                features.put(new FeatureReference(view.name(), feature.name()), feature);
            }
        }
        if (features.isEmpty()) {
            node.problem("feature '" + text + "' is not defined");
        }
        return features;
    }

    private List<RequestField> requestSchema(Map<String, YamlNode> keys) {
        YamlNode list = keys.get("requestSchema");
        Map<String, RequestField> fields = new LinkedHashMap<>();
        for (YamlNode node : list == null ? List.<YamlNode>of() : list.elements()) {
            Map<String, YamlNode> field = node.keys(FIELD_KEYS);
            Optional<String> name = node.required(field, "name", Names::read);
            Optional<ValueType> type = node.required(field, "valueType", OnDemandReader::valueType);
            if (name.isEmpty() || type.isEmpty()) {
                continue;
            }
            if (joinKeys.contains(name.get())) {
                node.problem("'" + name.get() + "' is the join key of an entity: expected another name");
            }
            if (fields.putIfAbsent(name.get(), new RequestField(name.get(), type.get())) != null) {
                node.problem("name '" + name.get() + "' is defined twice in this view");
            }
        }
        return List.copyOf(fields.values());
    }

    private List<OnDemandFeature> features(
            YamlNode list, ExpressionCompiler compiler, Map<String, Operand> operands, Sensitivity ofView) {
        Map<String, OnDemandFeature> features = new LinkedHashMap<>();
        for (YamlNode node : list.elements()) {
            feature(node, compiler, operands, ofView).ifPresent(feature -> {
                if (features.putIfAbsent(feature.name(), feature) != null) {
                    node.problem("name '" + feature.name() + "' is defined twice in this view");
                }
            });
        }
        if (list.elements().isEmpty()) {
            list.problem("expected at least one feature");
        }
        return List.copyOf(features.values());
    }

    private Optional<OnDemandFeature> feature(
            YamlNode node, ExpressionCompiler compiler, Map<String, Operand> operands, Sensitivity ofView) {
        Map<String, YamlNode> keys = node.keys(FEATURE_KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        Optional<ValueType> type = node.required(keys, "valueType", OnDemandReader::valueType);
        Optional<Expression> expression = type.flatMap(
                valueType -> node.required(keys, "expression", text -> expression(text, compiler, valueType)));
        if (name.isEmpty() || type.isEmpty() || expression.isEmpty()) {
            return Optional.empty();
        }
        List<Operand> used = expression.get().variables().stream()
                .map(variable -> Objects.requireNonNull(operands.get(variable)))
                .toList();
        return Optional.of(new OnDemandFeature(
                name.get(),
                type.get(),
                expression.get(),
                used,
                DefinitionFiles.optionalText(keys, "description"),
                SensitivityReader.ofFeature(keys, ofView, least(used))));
    }

    private Sensitivity least(List<Operand> operands) {
        Sensitivity least = Sensitivity.PUBLIC;
        for (Operand operand : operands) {
            if (operand instanceof Operand.Stored stored) {
                FeatureReference reference = stored.feature();
                least = Optional.ofNullable(views.get(reference.view()))
                        .flatMap(view -> view.feature(reference.feature()))
                        .map(StoredFeature::sensitivity)
                        .orElse(Sensitivity.PUBLIC)
                        .atLeast(least);
            }
        }
        return least;
    }

    private static Optional<Expression> expression(YamlNode node, ExpressionCompiler compiler, ValueType type) {
        return node.text().flatMap(text -> {
            try {
                Expression expression = compiler.compile(text, type(type));
                if (expression.variables().isEmpty()) {
                    node.problem(
                            "'" + text + "' is the same for everybody: expected a source or a value of the request");
                }
                return Optional.of(expression);
            } catch (InvalidExpressionException e) {
                node.problem("'" + text + "': " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    /** The types that people may declare. */
    static Optional<ValueType> valueType(YamlNode node) {
        return node.text().flatMap(text -> {
            Optional<ValueType> type =
                    switch (text) {
                        case "int64" -> Optional.of(ValueType.INT64);
                        case "double" -> Optional.of(ValueType.DOUBLE);
                        case "string" -> Optional.of(ValueType.STRING);
                        default -> Optional.empty();
                    };
            if (type.isEmpty()) {
                node.problem("'" + text + "', expected int64, double or string");
            }
            return type;
        });
    }

    private static ExpressionType type(ValueType type) {
        return switch (type) {
            case INT32, INT64, UNIX_TIMESTAMP -> ExpressionType.INT;
            case DOUBLE -> ExpressionType.DOUBLE;
            case STRING -> ExpressionType.STRING;
            case INT64_LIST -> ExpressionType.INT_LIST;
            case DOUBLE_LIST -> ExpressionType.DOUBLE_LIST;
            case STRING_LIST -> ExpressionType.STRING_LIST;
        };
    }
}
