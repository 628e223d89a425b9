package io.tidemill.decisionengine.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What docs/rules.md says, straight from the JSON and with nothing of the code under test: the oracle. */
final class PlainInterpreter {
    private PlainInterpreter() {}

    static boolean fires(JsonNode document, TestingFacts facts) {
        return document.path("enabled").asBoolean(true)
                && document.get("on").asText().equals(facts.eventType())
                && (!document.has("tenant") || document.get("tenant").asText().equals(facts.tenantId()))
                && (!document.has("start")
                        || facts.time()
                                        .compareTo(Instant.parse(
                                                document.get("start").asText()))
                                >= 0)
                && (!document.has("end")
                        || facts.time()
                                        .compareTo(Instant.parse(
                                                document.get("end").asText()))
                                < 0)
                && holds(document.get("when"), facts.values());
    }

    private static boolean holds(JsonNode when, Map<String, Object> values) {
        if (when.has("all")) {
            return stream(when.get("all")).allMatch(inner -> holds(inner, values));
        }
        if (when.has("any")) {
            return stream(when.get("any")).anyMatch(inner -> holds(inner, values));
        }
        if (when.has("none")) {
            return stream(when.get("none")).noneMatch(inner -> holds(inner, values));
        }
        Object value = values.get(when.get("field").asText());
        if (value instanceof Double number && number.isNaN()) {
            value = null;
        }
        return compares(when.get("operator").asText(), value, when.get("value"));
    }

    private static boolean compares(String operator, @Nullable Object value, @Nullable JsonNode operand) {
        if (operator.equals("isNull") || operand == null) {
            return operator.equals("isNull") == (value == null);
        }
        if (value == null) {
            return false;
        }
        Object fact = value;
        switch (operator) {
            case "in":
                return stream(operand).anyMatch(one -> compares("eq", fact, one));
            case "notIn":
                return stream(operand).allMatch(one -> compares("ne", fact, one));
            case "between":
                return compares("ge", fact, operand.get(0)) && compares("le", fact, operand.get(1));
            case "contains":
                return fact instanceof String text && text.contains(operand.asText());
            case "startsWith":
                return fact instanceof String text && text.startsWith(operand.asText());
            case "endsWith":
                return fact instanceof String text && text.endsWith(operand.asText());
            default:
                return orders(operator, fact, operand);
        }
    }

    private static boolean orders(String operator, Object fact, JsonNode operand) {
        if (fact instanceof Number number) {
            if (!operand.isNumber()) {
                return false;
            }
            if (number instanceof Double one) {
                double other = new BigDecimal(operand.asText()).doubleValue();
                return word(operator, one == other ? 0 : one < other ? -1 : 1);
            }
            return word(operator, new BigDecimal(number.toString()).compareTo(new BigDecimal(operand.asText())));
        }
        if (fact instanceof Instant instant) {
            return word(operator, instant.compareTo(Instant.parse(operand.asText())));
        }
        boolean same = fact instanceof Boolean
                ? operand.isBoolean() && fact.equals(operand.asBoolean())
                : operand.isTextual() && fact.equals(operand.asText());
        return operator.equals("eq") ? same : operator.equals("ne") && !same && kindsMatch(fact, operand);
    }

    private static boolean kindsMatch(Object fact, JsonNode operand) {
        return fact instanceof Boolean ? operand.isBoolean() : operand.isTextual();
    }

    private static boolean word(String operator, int comparison) {
        return switch (operator) {
            case "eq" -> comparison == 0;
            case "ne" -> comparison != 0;
            case "lt" -> comparison < 0;
            case "le" -> comparison <= 0;
            case "gt" -> comparison > 0;
            default -> comparison >= 0;
        };
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
