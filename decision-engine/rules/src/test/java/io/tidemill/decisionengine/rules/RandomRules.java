package io.tidemill.decisionengine.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rules and facts at random, such that they meet. */
final class RandomRules {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private RandomRules() {}

    static JsonNode json(String document) throws JsonProcessingException {
        return JSON.readTree(document);
    }

    /** A document all of whose conditions are of two fields, most of them beside each other. */
    static String aboutFewFields(Random random) {
        List<CatalogueField> fields = List.of(
                TestingRules.CATALOGUE.fields().get(random.nextInt(6)),
                TestingRules.CATALOGUE.fields().get(random.nextInt(6)));
        String inner = IntStream.rangeClosed(0, 1 + random.nextInt(3))
                .mapToObj(i -> random.nextInt(4) == 0
                        ? condition(random, 3)
                        : comparison(fields.get(random.nextInt(2)), random))
                .collect(Collectors.joining(", ", "[", "]"));
        return TestingRules.json(
                "r",
                "{\"%s\": %s}".formatted(List.of("all", "all", "any", "none").get(random.nextInt(4)), inner));
    }

    /** A group without one of its conditions. */
    static Condition without(Condition.All all, int place) {
        List<Condition> others = new ArrayList<>(all.conditions());
        others.remove(place);
        return new Condition.All(others);
    }

    static TestingFacts facts(Random random) {
        Map<String, Object> values = new HashMap<>();
        List<Object> numbers = List.of(
                1,
                2L,
                2.5,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                -0.0,
                new BigDecimal("2.50"),
                new BigDecimal("0.1"),
                0.1);
        for (String field : List.of("event.amount", "model.churn.score", "feature.member_orders:count_90d")) {
            if (random.nextInt(5) > 0) {
                values.put(field, numbers.get(random.nextInt(numbers.size())));
            }
        }
        if (random.nextInt(5) > 0) {
            values.put("event.category", texts().get(random.nextInt(texts().size())));
        }
        if (random.nextBoolean()) {
            values.put("event.member", random.nextBoolean());
        }
        if (random.nextBoolean()) {
            values.put("event.startsAt", TestingFacts.NOON.plus(Duration.ofHours(random.nextInt(3) - 1)));
        }
        return new TestingFacts(
                random.nextInt(4) > 0 ? "order.paid" : "product.viewed",
                random.nextInt(3) > 0 ? "default" : "shop-7",
                TestingFacts.NOON.plus(Duration.ofHours(random.nextInt(3) - 1)),
                values);
    }

    /** A document with any of the properties that decide whether it fires. */
    static String document(int number, Random random) {
        StringBuilder json = new StringBuilder("{\"id\": \"r%02d\", \"name\": \"n\"".formatted(number));
        json.append(", \"on\": \"")
                .append(random.nextInt(4) > 0 ? "order.paid" : "product.viewed")
                .append('"');
        if (random.nextInt(5) == 0) {
            json.append(", \"start\": \"2026-03-01T12:00:00Z\"");
        }
        if (random.nextInt(5) == 0) {
            json.append(", \"end\": \"2026-03-01T13:00:00Z\"");
        }
        if (random.nextInt(5) == 0) {
            json.append(", \"tenant\": \"shop-7\"");
        }
        if (random.nextInt(8) == 0) {
            json.append(", \"enabled\": false");
        }
        return json.append(", \"priority\": ")
                .append(random.nextInt(3))
                .append(", \"when\": ")
                .append(condition(random, 0))
                .append(", \"then\": [{\"action\": \"note.take\"}]}")
                .toString();
    }

    private static String condition(Random random, int depth) {
        if (depth < 4 && random.nextInt(3) == 0) {
            String inner = IntStream.rangeClosed(0, random.nextInt(3))
                    .mapToObj(i -> condition(random, depth + 1))
                    .collect(Collectors.joining(", ", "[", "]"));
            return "{\"%s\": %s}".formatted(List.of("all", "any", "none").get(random.nextInt(3)), inner);
        }
        return comparison(TestingRules.CATALOGUE.fields().get(random.nextInt(6)), random);
    }

    private static String comparison(CatalogueField field, Random random) {
        List<Operator> operators = field.operators();
        Operator operator = operators.get(random.nextInt(operators.size()));
        String value =
                switch (operator.operands()) {
                    case NONE -> "";
                    case ONE -> ", \"value\": " + literal(field.type(), random);
                    case PAIR, LIST ->
                        ", \"value\": [" + literal(field.type(), random) + ", " + literal(field.type(), random) + "]";
                };
        return "{\"field\": \"%s\", \"operator\": \"%s\"%s}".formatted(field.name(), operator.word(), value);
    }

    private static String literal(FieldType type, Random random) {
        List<String> choices =
                switch (type) {
                    case NUMBER -> List.of("1", "2", "2.5", "0.1", "1e300", "-0.0", "0.10000000000000000001");
                    case TEXT ->
                        texts().stream()
                                .map(text -> JSON.valueToTree(text).toString())
                                .toList();
                    case BOOLEAN -> List.of("true", "false");
                    case TIME -> List.of("\"2026-03-01T12:00:00Z\"", "\"2026-03-01T11:00:00.000Z\"");
                };
        return choices.get(random.nextInt(choices.size()));
    }

    private static List<String> texts() {
        return List.of("tea", "Tea", "", "茶\"; System.exit(0); //", "\\u0022 || true", "2026-03-01T12:00:00Z", "te\na");
    }
}
