package io.tidemill.decisionengine.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.rules.Fault.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The {@code when} of a document. For one document and one thread. */
final class ConditionReader {
    private static final Pattern FIELD = Pattern.compile("event\\.[A-Za-z][A-Za-z0-9_]{0,99}"
            + "|feature\\.[A-Za-z_][A-Za-z0-9_-]{0,99}:[A-Za-z_][A-Za-z0-9_-]{0,99}"
            + "|model\\.[A-Za-z][A-Za-z0-9_-]{0,99}\\.score");
    private static final List<String> GROUPS = List.of("all", "any", "none");

    private final FaultList faults;
    private int conditions;

    ConditionReader(FaultList faults) {
        this.faults = faults;
    }

    @Nullable
    Condition read(JsonNode when) {
        Condition condition = condition(when, "/when", 1);
        if (conditions > RuleLimits.CONDITIONS) {
            faults.add("/when", Code.TOO_LARGE, conditions + " conditions, expected at most " + RuleLimits.CONDITIONS);
        }
        return condition;
    }

    private @Nullable Condition condition(JsonNode node, String path, int depth) {
        conditions++;
        if (!node.isObject()) {
            faults.add(path, Code.WRONG_TYPE, "expected an object, found " + FaultList.shown(node.toString()));
            return null;
        }
        if (depth > RuleLimits.NESTING) {
            faults.add(path, Code.TOO_LARGE, "nested deeper than " + RuleLimits.NESTING + " levels");
            return null;
        }
        for (String group : GROUPS) {
            if (node.has(group)) {
                faults.onlyProperties(node, path, Set.of(group));
                return group(group, node.get(group), path + "/" + group, depth);
            }
        }
        return comparison(node, path);
    }

    private @Nullable Condition group(String group, JsonNode node, String path, int depth) {
        if (!faults.array(node, path, RuleLimits.CONDITIONS)) {
            return null;
        }
        List<Condition> inner = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            Condition condition = condition(node.get(i), path + "/" + i, depth + 1);
            if (condition != null) {
                inner.add(condition);
            }
        }
        return Map.<String, Condition>of(
                        "all", new Condition.All(inner),
                        "any", new Condition.Any(inner),
                        "none", new Condition.None(inner))
                .get(group);
    }

    private @Nullable Condition comparison(JsonNode node, String path) {
        faults.onlyProperties(node, path, Set.of("field", "operator", "value"));
        String field = faults.matching(
                faults.required(node, path, "field"),
                path + "/field",
                FIELD,
                "event.FIELD, feature.VIEW:FEATURE or model.NAME.score");
        String word = faults.text(faults.required(node, path, "operator"), path + "/operator", RuleLimits.TEXT_LENGTH);
        if (word == null) {
            return null;
        }
        Optional<Operator> operator = Operator.of(word);
        if (operator.isEmpty()) {
            faults.add(
                    path + "/operator",
                    Code.UNKNOWN_OPERATOR,
                    FaultList.shown(word) + ", expected one of "
                            + Stream.of(Operator.values()).map(Operator::word).toList());
            return null;
        }
        List<Literal> operands = operands(operator.get().operands(), node, path);
        return field == null ? null : new Condition.Comparison(field, operator.get(), operands);
    }

    private List<Literal> operands(Operator.Operands wanted, JsonNode node, String path) {
        String valuePath = path + "/value";
        if (wanted == Operator.Operands.NONE) {
            if (node.has("value")) {
                faults.add(valuePath, Code.UNKNOWN_PROPERTY, "this operator takes no value");
            }
            return List.of();
        }
        JsonNode value = faults.required(node, path, "value");
        LiteralReader literals = new LiteralReader(faults);
        if (value == null) {
            return List.of();
        }
        if (wanted == Operator.Operands.ONE) {
            return literals.read(value, valuePath).stream().toList();
        }
        if (!faults.array(value, valuePath, RuleLimits.LIST_LENGTH)) {
            return List.of();
        }
        List<Literal> read = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            literals.read(value.get(i), valuePath + "/" + i).ifPresent(read::add);
        }
        if (read.stream().map(Object::getClass).distinct().count() > 1) {
            faults.add(valuePath, Code.WRONG_TYPE, "values of several kinds, expected one kind");
        }
        if (wanted == Operator.Operands.PAIR && value.size() != 2) {
            faults.add(valuePath, Code.INVALID, value.size() + " values, expected two");
        }
        return read;
    }
}
