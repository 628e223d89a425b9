package io.tidemill.decisionengine.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** Writes rule documents as JSON; {@link RuleReader} reads the same document back. Safe to share between threads. */
public final class RuleWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RuleWriter() {}

    /** The document as JSON, its properties always in the same order. */
    public static String write(RuleDocument document) {
        return tree(document).toString();
    }

    /** The document as a tree of JSON. */
    public static ObjectNode tree(RuleDocument document) {
        ObjectNode tree = JSON.objectNode()
                .put("id", document.id())
                .put("name", document.name())
                .put("on", document.on());
        tree.set("when", node(document.when()));
        ArrayNode then = tree.putArray("then");
        for (RuleAction action : document.then()) {
            ObjectNode node = then.addObject().put("action", action.type());
            ObjectNode parameters = node.putObject("parameters");
            action.parameters().forEach(parameters::put);
        }
        tree.put("priority", document.priority());
        if (document.start() != null) {
            tree.put("start", document.start().toString());
        }
        if (document.end() != null) {
            tree.put("end", document.end().toString());
        }
        tree.put("enabled", document.enabled());
        if (document.tenant() != null) {
            tree.put("tenant", document.tenant());
        }
        return tree;
    }

    static String condition(Condition condition) {
        return node(condition).toString();
    }

    private static ObjectNode node(Condition condition) {
        ObjectNode node = JSON.objectNode();
        if (condition instanceof Condition.All all) {
            node.set("all", group(all.conditions()));
        } else if (condition instanceof Condition.Any any) {
            node.set("any", group(any.conditions()));
        } else if (condition instanceof Condition.None none) {
            node.set("none", group(none.conditions()));
        } else if (condition instanceof Condition.Comparison comparison) {
            node.put("field", comparison.field())
                    .put("operator", comparison.operator().word());
            value(comparison, node);
        }
        return node;
    }

    private static void value(Condition.Comparison comparison, ObjectNode node) {
        List<JsonNode> literals =
                comparison.operands().stream().map(RuleWriter::literal).toList();
        Operator.Operands operands = comparison.operator().operands();
        if (operands == Operator.Operands.ONE) {
            node.set("value", literals.get(0));
        } else if (operands != Operator.Operands.NONE) {
            node.putArray("value").addAll(literals);
        }
    }

    private static ArrayNode group(List<Condition> conditions) {
        ArrayNode group = JSON.arrayNode();
        conditions.forEach(condition -> group.add(node(condition)));
        return group;
    }

    private static JsonNode literal(Literal literal) {
        if (literal instanceof Literal.Text text) {
            return TextNode.valueOf(text.value());
        }
        if (literal instanceof Literal.Numeric numeric) {
            return DecimalNode.valueOf(numeric.value());
        }
        return BooleanNode.valueOf(((Literal.Truth) literal).value());
    }
}
