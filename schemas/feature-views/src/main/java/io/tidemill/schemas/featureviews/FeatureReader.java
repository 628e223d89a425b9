package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.featureviews.AggregationFunction.Parameter;
import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Computation.Change;
import io.tidemill.schemas.featureviews.Computation.Ratio;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the features of one view and checks them against the schemas of its events. */
final class FeatureReader {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(3660);
    private static final Duration GAP = Duration.ofMinutes(5);
    private static final Duration LONGEST_GAP = Duration.ofHours(12);
    private static final Set<String> OF_ALL = Set.of("name", "function", "description", "sensitivity");
    private static final Set<String> OF_AGGREGATES =
            Set.of("column", "window", "tumbling", "session", "where", "source", "n", "k", "percent");
    private static final Set<String> OF_RATIOS = Set.of("numerator", "denominator");
    private static final Set<String> OF_CHANGES = Set.of("of");
    static final Set<String> KEYS = Stream.of(OF_ALL, OF_AGGREGATES, OF_RATIOS, OF_CHANGES)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final List<EventColumns.Of> types;
    private final AttributeReader.Read attributes;
    private final Sensitivity ofView;

    /**
     * @param types of the events that the view reads, its source first
     * @param attributes the view's
     * @param ofView what the view says of features that say nothing
     */
    FeatureReader(List<EventColumns.Of> types, AttributeReader.Read attributes, Sensitivity ofView) {
        this.types = List.copyOf(types);
        this.attributes = attributes;
        this.ofView = ofView;
    }

    /** A feature; what it says of other features is not checked yet. */
    Optional<Feature> read(YamlNode node) {
        Map<String, YamlNode> keys = node.keys(KEYS);
        Optional<String> name = node.required(keys, "name", Names::read);
        Optional<Typed> typed =
                node.required(keys, "function", function -> function.text().flatMap(text -> switch (text) {
                    case Ratio.TEXT -> ratio(node, keys);
                    case Change.TEXT -> change(node, keys);
                    default -> aggregate(node, function, text, keys);
                }));
        if (name.isEmpty() || typed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Feature(
                name.get(),
                typed.get().computation(),
                typed.get().type(),
                DefinitionFiles.optionalText(keys, "description"),
                SensitivityReader.ofFeature(keys, ofView, least(typed.get().computation()))));
    }

    /** What a feature is at least that is computed from these columns of events. */
    private Sensitivity least(Computation computation) {
        return computation instanceof Aggregate aggregate
                        && Stream.concat(
                                        Stream.ofNullable(aggregate.column()),
                                        aggregate.where().stream().map(Condition::column))
                                .anyMatch(this::isPersonal)
                ? Sensitivity.PERSONAL
                : Sensitivity.PUBLIC;
    }

    private boolean isPersonal(String column) {
        return attributes.personal().contains(column) || types.stream().anyMatch(type -> type.isPersonal(column));
    }

    /** A feature as sensitive as those that it is computed from, once all of its view are read. */
    static Feature withOperands(YamlNode node, Feature feature, Map<String, Feature> features) {
        Sensitivity least = feature.computation().operands().stream()
                .flatMap(operand -> Stream.ofNullable(features.get(operand)))
                .map(Feature::sensitivity)
                .reduce(Sensitivity.PUBLIC, Sensitivity::atLeast);
        if (!feature.computation().operands().isEmpty()) {
            SensitivityReader.check(node.entries().get(SensitivityReader.KEY), least);
        }
        return feature.atLeast(least);
    }

    /** Checks what a feature is computed from, once all of its view are read. */
    static void checkOperands(YamlNode node, Feature feature, Map<String, Feature> features) {
        Map<String, YamlNode> keys = node.entries();
        if (feature.computation() instanceof Ratio ratio) {
            checkOperand(keys.get("numerator"), ratio.numerator(), features, Feature::isNumberOfEvents, "one number");
            checkOperand(
                    keys.get("denominator"), ratio.denominator(), features, Feature::isNumberOfEvents, "one number");
        } else if (feature.computation() instanceof Change change) {
            checkOperand(
                    keys.get("of"),
                    change.of(),
                    features,
                    Feature::isSlidingSummary,
                    "a number that sums up a sliding window");
        }
    }

    private static void checkOperand(
            @Nullable YamlNode node,
            String name,
            Map<String, Feature> features,
            Predicate<Feature> allowed,
            String expected) {
        Feature operand = features.get(name);
        if (node != null && (operand == null || !allowed.test(operand))) {
            node.problem("'" + name + "' is "
                    + (operand == null
                            ? "no feature of this view"
                            : operand.computation().text() + ", not " + expected)
                    + ", expected one of "
                    + features.values().stream()
                            .filter(allowed)
                            .map(Feature::name)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
    }

    private static Optional<Typed> ratio(YamlNode node, Map<String, YamlNode> keys) {
        refuse(keys, OF_RATIOS, Ratio.TEXT);
        Optional<String> numerator = node.required(keys, "numerator", YamlNode::text);
        Optional<String> denominator = node.required(keys, "denominator", YamlNode::text);
        return numerator.flatMap(
                above -> denominator.map(below -> new Typed(new Ratio(above, below), ValueType.DOUBLE)));
    }

    private static Optional<Typed> change(YamlNode node, Map<String, YamlNode> keys) {
        refuse(keys, OF_CHANGES, Change.TEXT);
        return node.required(keys, "of", YamlNode::text).map(of -> new Typed(new Change(of), ValueType.DOUBLE));
    }

    private Optional<Typed> aggregate(YamlNode node, YamlNode named, String text, Map<String, YamlNode> keys) {
        Optional<AggregationFunction> found = AggregationFunction.of(text);
        if (found.isEmpty()) {
            named.problem("'" + text + "' is no function, expected one of "
                    + Stream.concat(
                                    Stream.of(AggregationFunction.values()).map(AggregationFunction::text),
                                    Stream.of(Ratio.TEXT, Change.TEXT))
                            .collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        AggregationFunction function = found.get();
        refuse(keys, OF_AGGREGATES, text);
        Optional<List<EventColumns.Of>> counted = counted(named, function, keys.get("source"));
        if (counted.isEmpty()) {
            return Optional.empty();
        }
        EventColumns columns = new EventColumns(counted.get(), attributes.fields());
        Optional<Window> window = window(keys);
        List<Condition> where = Optional.ofNullable(keys.get("where"))
                .map(conditions -> new ConditionReader(columns).read(conditions))
                .orElse(List.of());
        Optional<Double> parameter = parameter(node, keys, function);
        // Where there is nothing that takes back, the source is all events and need not be kept.
        String source = counted.get().size() < types.size()
                ? counted.get().get(0).schema().type()
                : null;
        if (!function.readsColumn()) {
            Optional.ofNullable(keys.get("column"))
                    .ifPresent(column -> column.problem("function " + text + " reads no column"));
            return window.flatMap(stretch -> parameter.map(number -> new Typed(
                    new Aggregate(function, null, stretch, where, number, source),
                    function.valueType(ValueType.INT64))));
        }
        return node.required(keys, "column", column -> column.text().flatMap(field -> columns.read(
                        column, field, function)
                .flatMap(type -> window.flatMap(stretch -> parameter.map(number -> new Typed(
                        new Aggregate(function, field, stretch, where, number, source), function.valueType(type)))))));
    }

    /** The types of events that count for a feature: one where it says which, and else all. */
    private Optional<List<EventColumns.Of>> counted(
            YamlNode named, AggregationFunction function, @Nullable YamlNode source) {
        String all = types.stream().map(type -> type.schema().type()).collect(Collectors.joining(", "));
        if (source == null) {
            if (types.size() > 1 && !function.canBeTakenBack()) {
                named.problem("function " + function.text()
                        + " cannot be taken back, expected count, sum or avg, or a source that is one of " + all);
                return Optional.empty();
            }
            return Optional.of(types);
        }
        return source.text().flatMap(text -> {
            List<EventColumns.Of> one = types.stream()
                    .filter(type -> type.schema().type().equals(text))
                    .toList();
            if (one.isEmpty()) {
                source.problem("'" + text + "' is not read by this view, expected one of " + all);
            }
            return one.isEmpty() ? Optional.empty() : Optional.of(one);
        });
    }

    /** Notes keys that mean nothing to a function. */
    private static void refuse(Map<String, YamlNode> keys, Set<String> allowed, String function) {
        keys.forEach((key, node) -> {
            if (!OF_ALL.contains(key) && !allowed.contains(key)) {
                node.problem("function " + function + " takes no " + key);
            }
        });
    }

    private static Optional<Double> parameter(YamlNode node, Map<String, YamlNode> keys, AggregationFunction function) {
        for (Parameter parameter : Parameter.values()) {
            if (parameter != Parameter.NONE && parameter != function.parameter()) {
                Optional.ofNullable(keys.get(parameter.key()))
                        .ifPresent(
                                other -> other.problem("function " + function.text() + " takes no " + parameter.key()));
            }
        }
        if (function.parameter() == Parameter.NONE) {
            return Optional.of(0.0);
        }
        return node.required(keys, function.parameter().key(), value -> number(value, function.parameter()));
    }

    private static Optional<Double> number(YamlNode node, Parameter parameter) {
        return node.text().flatMap(text -> {
            Optional<Double> number = EventColumns.number(text).filter(parameter::allows);
            if (number.isEmpty()) {
                node.problem("'" + text + "', expected " + parameter.expected());
            }
            return number;
        });
    }

    private static Optional<Window> window(Map<String, YamlNode> keys) {
        List<String> told = Stream.of("window", "tumbling", "session")
                .filter(keys::containsKey)
                .toList();
        if (told.size() > 1) {
            YamlNode second = keys.get(told.get(1));
            if (second != null) {
                second.problem("there is " + told.get(0) + " already, expected one of window, tumbling and session");
            }
            return Optional.empty();
        }
        YamlNode node = told.isEmpty() ? null : keys.get(told.get(0));
        if (node == null) {
            return Optional.of(Window.ALL_TIME);
        }
        return switch (told.get(0)) {
            case "window" -> length(node, MINUTE, "whole minutes", LONGEST_WINDOW, Window.Sliding::new);
            case "tumbling" -> length(node, MINUTE, "whole minutes", LONGEST_WINDOW, Window.Tumbling::new);
            default -> length(node, GAP, "a multiple of five minutes", LONGEST_GAP, Window.Session::new);
        };
    }

    private static Optional<Window> length(
            YamlNode node, Duration step, String steps, Duration longest, Function<Duration, Window> window) {
        return node.duration().flatMap(length -> {
            boolean good = length.compareTo(step) >= 0
                    && length.compareTo(longest) <= 0
                    && length.toMillis() % step.toMillis() == 0;
            if (!good) {
                node.problem("'" + length + "', expected " + steps + " from " + step + " to "
                        + (longest.equals(LONGEST_WINDOW) ? "P3660D, or no window for all time" : longest.toString()));
            }
            return good ? Optional.of(window.apply(length)) : Optional.empty();
        });
    }

    /** A computation and the type of its value. */
    private record Typed(Computation computation, ValueType type) {}
}
