package io.tidemill.decisionengine.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.rules.Fault.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tree of a document to a {@link RuleDocument}. For one document and one thread. */
final class DocumentReader {
    private static final Set<String> PROPERTIES = Set.of(
            "id", "name", "on", "when", "then", "priority", "start", "end", "enabled", "tenant", "version", "$schema");
    private static final Pattern ID = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DOTTED = Pattern.compile("[a-z][a-z0-9-]{0,40}(?:\\.[a-z][a-z0-9-]{0,40}){0,4}");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final FaultList faults = new FaultList();

    RuleReading read(JsonNode tree) {
        faults.onlyProperties(tree, "", PROPERTIES);
        String id = faults.matching(
                faults.required(tree, "", "id"), "/id", ID, "1 to 63 lower-case letters, digits and hyphens");
        String name = name(tree);
        String on = faults.matching(faults.required(tree, "", "on"), "/on", DOTTED, "an event type such as order.paid");
        JsonNode whenNode = faults.required(tree, "", "when");
        Condition when = whenNode == null ? null : new ConditionReader(faults).read(whenNode);
        List<RuleAction> then = actions(faults.required(tree, "", "then"));
        int priority = priority(optional(tree, "priority"));
        Instant start = instant(optional(tree, "start"), "/start");
        Instant end = instant(optional(tree, "end"), "/end");
        if (start != null && end != null && !start.isBefore(end)) {
            faults.add("/end", Code.INVALID, "end " + end + ", expected later than start " + start);
        }
        boolean enabled = enabled(optional(tree, "enabled"));
        String tenant = faults.matching(optional(tree, "tenant"), "/tenant", TENANT, "the name of a tenant");
        if (!faults.faults().isEmpty()) {
            return new RuleReading.Faulty(faults.faults());
        }
        return new RuleReading.Whole(new RuleDocument(
                Objects.requireNonNull(id),
                Objects.requireNonNull(name),
                Objects.requireNonNull(on),
                Objects.requireNonNull(when),
                then,
                priority,
                start,
                end,
                enabled,
                tenant));
    }

    private @Nullable String name(JsonNode tree) {
        String name = faults.text(faults.required(tree, "", "name"), "/name", RuleLimits.NAME_LENGTH);
        if (name != null && (name.isBlank() || name.codePoints().anyMatch(Character::isISOControl))) {
            faults.add("/name", Code.INVALID, FaultList.shown(name) + ", expected a line of text");
        }
        return name;
    }

    private List<RuleAction> actions(@Nullable JsonNode node) {
        List<RuleAction> actions = new ArrayList<>();
        if (node == null || !faults.array(node, "/then", RuleLimits.ACTIONS)) {
            return actions;
        }
        for (int i = 0; i < node.size(); i++) {
            String path = "/then/" + i;
            JsonNode action = node.get(i);
            if (!action.isObject()) {
                faults.add(path, Code.WRONG_TYPE, "expected an object with action and parameters");
                continue;
            }
            faults.onlyProperties(action, path, Set.of("action", "parameters"));
            String type = faults.matching(
                    faults.required(action, path, "action"),
                    path + "/action",
                    DOTTED,
                    "an action such as coupon.issue");
            Map<String, String> parameters = parameters(optional(action, "parameters"), path + "/parameters");
            if (type != null) {
                actions.add(new RuleAction(type, parameters));
            }
        }
        return actions;
    }

    private Map<String, String> parameters(@Nullable JsonNode node, String path) {
        Map<String, String> parameters = new TreeMap<>();
        if (node == null) {
            return parameters;
        }
        if (!node.isObject() || node.size() > RuleLimits.PARAMETERS) {
            faults.add(path, Code.WRONG_TYPE, "expected an object of at most " + RuleLimits.PARAMETERS + " parameters");
            return parameters;
        }
        for (Map.Entry<String, JsonNode> parameter : node.properties()) {
            if (!PARAMETER.matcher(parameter.getKey()).matches()) {
                faults.add(
                        path,
                        Code.INVALID,
                        "parameter " + FaultList.shown(parameter.getKey())
                                + ", expected a letter, then letters, digits, _ and -");
                continue;
            }
            value(parameter.getValue(), path + "/" + parameter.getKey())
                    .ifPresent(value -> parameters.put(parameter.getKey(), value));
        }
        return parameters;
    }

    private Optional<String> value(JsonNode node, String path) {
        if (node.isTextual()) {
            return Optional.ofNullable(faults.text(node, path, RuleLimits.TEXT_LENGTH));
        }
        return new LiteralReader(faults).read(node, path).map(literal -> node.asText());
    }

    private int priority(@Nullable JsonNode node) {
        if (node == null) {
            return 0;
        }
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || Math.abs((long) node.intValue()) > RuleLimits.PRIORITY) {
            faults.add(
                    "/priority",
                    Code.INVALID,
                    FaultList.shown(node.toString()) + ", expected a whole number from -" + RuleLimits.PRIORITY + " to "
                            + RuleLimits.PRIORITY);
            return 0;
        }
        return node.intValue();
    }

    private @Nullable Instant instant(@Nullable JsonNode node, String path) {
        if (node == null) {
            return null;
        }
        String text = faults.text(node, path, RuleLimits.TEXT_LENGTH);
        if (text == null) {
            return null;
        }
        Optional<Instant> instant = Instants.read(text);
        if (instant.isEmpty()) {
            faults.add(path, Code.INVALID, FaultList.shown(text) + ", expected RFC 3339 such as 2026-01-31T08:00:00Z");
        }
        return instant.orElse(null);
    }

    private boolean enabled(@Nullable JsonNode node) {
        if (node == null) {
            return true;
        }
        if (!node.isBoolean()) {
            faults.add("/enabled", Code.WRONG_TYPE, "expected true or false");
        }
        return node.booleanValue();
    }

    /** A property that may be left out or null. */
    private static @Nullable JsonNode optional(JsonNode parent, String name) {
        JsonNode child = parent.get(name);
        return child == null || child.isNull() ? null : child;
    }
}
