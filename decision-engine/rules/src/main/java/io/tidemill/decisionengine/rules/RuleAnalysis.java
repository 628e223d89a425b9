package io.tidemill.decisionengine.rules;

import io.tidemill.decisionengine.rules.Condition.Comparison;
import io.tidemill.decisionengine.rules.Warning.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Looks for conditions that cannot hold, that always hold, and that add nothing to those beside them. Comparisons of one field
 * are tried on a value of each kind that they can tell apart, {@link FieldValues}, by the very code that decides. What it
 * warns of is so; it does not find everything: comparisons of different fields are taken to be independent of each other, and
 * where very many are about one field they are not tried.
 */
public final class RuleAnalysis {
    private final Map<String, FieldType> types;
    private final List<Warning> warnings = new ArrayList<>();

    private RuleAnalysis(Map<String, FieldType> types) {
        this.types = types;
    }

    /**
     * Everything odd about a document, in the order of its conditions.
     *
     * @param catalogue the types of fields; one that is not in it is not looked at
     */
    public static List<Warning> of(RuleDocument document, FieldCatalogue catalogue) {
        Map<String, FieldType> types = new HashMap<>();
        for (String name : document.fields()) {
            catalogue.field(document.on(), name).ifPresent(field -> types.put(name, field.type()));
        }
        RuleAnalysis analysis = new RuleAnalysis(types);
        Truth truth = analysis.look(document.when(), "/when");
        boolean told =
                analysis.warnings.stream().anyMatch(warning -> warning.path().equals("/when"));
        if (truth == Truth.ALWAYS && !told) {
            analysis.warnings.add(new Warning(
                    "/when", Code.ALWAYS_TRUE, "every event of type " + document.on() + " fulfils the conditions"));
        } else if (truth == Truth.NEVER && !told) {
            analysis.warnings.add(new Warning("/when", Code.NEVER_TRUE, "the rule never fires"));
        }
        return List.copyOf(analysis.warnings);
    }

    /** What is known of a condition whatever the facts are. */
    private enum Truth {
        NEVER,
        SOMETIMES,
        ALWAYS
    }

    private Truth look(Condition condition, String path) {
        if (condition instanceof Condition.All all) {
            return lookAtAll(all.conditions(), path);
        }
        if (condition instanceof Condition.Any any) {
            return lookAtAny(any.conditions(), path, "/any/");
        }
        if (condition instanceof Condition.None none) {
            Truth any = lookAtAny(none.conditions(), path, "/none/");
            return any == Truth.ALWAYS ? Truth.NEVER : any == Truth.NEVER ? Truth.ALWAYS : Truth.SOMETIMES;
        }
        return Truth.SOMETIMES;
    }

    private Truth lookAtAll(List<Condition> conditions, String path) {
        List<Truth> inner = inner(conditions, path + "/all/");
        if (inner.contains(Truth.NEVER)) {
            return Truth.NEVER;
        }
        for (Map.Entry<String, List<Comparison>> field : byField(conditions).entrySet()) {
            FieldValues values = FieldValues.of(type(field.getKey()), field.getValue(), field.getValue());
            if (values.none(FieldValues.all(field.getValue()))) {
                warnings.add(new Warning(
                        path,
                        Code.NEVER_TRUE,
                        "no value of " + field.getKey() + " fulfils all of " + written(field.getValue())));
                return Truth.NEVER;
            }
        }
        warnRedundant(conditions, path);
        return inner.stream().allMatch(truth -> truth == Truth.ALWAYS) ? Truth.ALWAYS : Truth.SOMETIMES;
    }

    private Truth lookAtAny(List<Condition> conditions, String path, String word) {
        List<Truth> inner = inner(conditions, path + word);
        if (inner.contains(Truth.ALWAYS)) {
            return Truth.ALWAYS;
        }
        for (Map.Entry<String, List<Comparison>> field : byField(conditions).entrySet()) {
            FieldValues values = FieldValues.of(type(field.getKey()), field.getValue(), List.of());
            if (values.none(FieldValues.noneOf(field.getValue()))) {
                boolean any = word.equals("/any/");
                warnings.add(new Warning(
                        path,
                        any ? Code.ALWAYS_TRUE : Code.NEVER_TRUE,
                        "every value of " + field.getKey() + ", a missing one too, fulfils one of "
                                + written(field.getValue())));
                return Truth.ALWAYS;
            }
        }
        return inner.stream().allMatch(truth -> truth == Truth.NEVER) ? Truth.NEVER : Truth.SOMETIMES;
    }

    private List<Truth> inner(List<Condition> conditions, String path) {
        return IntStream.range(0, conditions.size())
                .mapToObj(place -> look(conditions.get(place), path + place))
                .toList();
    }

    /** Comparisons that follow from the others of their field, the first of two that say the same not among them. */
    private void warnRedundant(List<Condition> conditions, String path) {
        List<Condition> kept = new ArrayList<>(conditions);
        for (int place = conditions.size() - 1; place >= 0; place--) {
            if (!(conditions.get(place) instanceof Comparison comparison)) {
                continue;
            }
            List<Comparison> others = sameField(kept, comparison)
                    .filter(other -> other != comparison)
                    .toList();
            if (!others.isEmpty() && follows(comparison, others)) {
                kept.remove(place);
                warnings.add(new Warning(
                        path + "/all/" + place,
                        Code.REDUNDANT,
                        RuleWriter.condition(comparison) + " follows from " + written(others)));
            }
        }
    }

    private boolean follows(Comparison comparison, List<Comparison> others) {
        if (others.contains(comparison)) {
            return true;
        }
        List<Comparison> told =
                Stream.concat(others.stream(), Stream.of(comparison)).toList();
        return triable(told)
                && FieldValues.of(type(comparison.field()), told, others)
                        .none(FieldValues.all(others).and(FieldValues.noneOf(List.of(comparison))));
    }

    private static Stream<Comparison> sameField(List<Condition> conditions, Comparison comparison) {
        return comparisons(conditions).filter(other -> other.field().equals(comparison.field()));
    }

    private Map<String, List<Comparison>> byField(List<Condition> conditions) {
        Map<String, List<Comparison>> fields = new LinkedHashMap<>();
        comparisons(conditions)
                .forEach(comparison -> fields.computeIfAbsent(comparison.field(), field -> new ArrayList<>())
                        .add(comparison));
        fields.values().removeIf(comparisons -> !triable(comparisons));
        return fields;
    }

    /** Whether the field is known, and few enough are about it. */
    private boolean triable(List<Comparison> ofField) {
        return types.containsKey(ofField.get(0).field()) && FieldValues.few(ofField);
    }

    private FieldType type(String field) {
        return Objects.requireNonNull(types.get(field), field);
    }

    private static Stream<Comparison> comparisons(List<Condition> conditions) {
        return conditions.stream().filter(Comparison.class::isInstance).map(Comparison.class::cast);
    }

    private static String written(List<Comparison> comparisons) {
        return comparisons.stream().map(RuleWriter::condition).toList().toString();
    }
}
