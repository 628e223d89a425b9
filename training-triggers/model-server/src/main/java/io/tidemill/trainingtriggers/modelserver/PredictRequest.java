package io.tidemill.trainingtriggers.modelserver;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The body of a prediction.
 *
 * @param userId the entity's key; empty if only the given features count
 * @param features the values given, by reference {@code view:feature}; NaN for a given null
 * @param at the instant that ages are counted to; empty for now
 */
record PredictRequest(Optional<String> userId, Map<String, Double> features, Optional<Instant> at) {
    private static final Set<String> FIELDS = Set.of("userId", "features", "at");

    static PredictRequest read(JsonNode body, ServingModel model) {
        if (!body.isObject()) {
            throw ProblemException.invalid(null, "expected an object with userId, features and at");
        }
        body.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw ProblemException.invalid(field, "unknown field, expected userId, features or at");
            }
        });
        return new PredictRequest(userId(body.path("userId")), features(body.path("features"), model), at(body));
    }

    private static Optional<String> userId(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual() && !node.isIntegralNumber()) {
            throw ProblemException.invalid("userId", node + ": expected text");
        }
        return Optional.of(node.asText());
    }

    private static Optional<Instant> at(JsonNode body) {
        JsonNode node = body.path("at");
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(node.asText()));
        } catch (DateTimeException e) {
            throw ProblemException.invalid("at", node + ": expected a time such as 1998-01-01T00:00:00Z");
        }
    }

    private static Map<String, Double> features(JsonNode node, ServingModel model) {
        Map<String, Double> features = new HashMap<>();
        if (node.isMissingNode() || node.isNull()) {
            return features;
        }
        if (!node.isObject()) {
            throw ProblemException.invalid("features", "expected an object of numbers by feature");
        }
        node.properties().forEach(entry -> {
            String field = "features." + entry.getKey();
            JsonNode value = entry.getValue();
            if (!value.isNumber() && !value.isNull()) {
                throw ProblemException.invalid(field, value + ": expected a number or null");
            }
            String reference = reference(entry.getKey(), field, model.features());
            features.put(reference, value.isNull() ? Double.NaN : value.doubleValue());
        });
        return features;
    }

    /** A feature may be named without its view where only one view of the model has it. */
    private static String reference(String name, String field, List<String> known) {
        if (known.contains(name)) {
            return name;
        }
        List<String> matching =
                known.stream().filter(each -> each.endsWith(":" + name)).toList();
        if (matching.size() != 1) {
            throw ProblemException.invalid(
                    field, "the model has no such feature, expected one of " + String.join(", ", known));
        }
        return matching.get(0);
    }
}
