package io.tidemill.infra.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares what the lookup API answers with what the windows hold by the words of docs/features.md. */
final class OnlineFeatures {
    private static final int BATCH = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Api api;
    private final StreamFeatureView view;
    private final String joinKey;
    private final List<Feature> features;

    OnlineFeatures(Api api, StreamFeatureView view, String joinKey) {
        this.api = api;
        this.view = view;
        this.joinKey = joinKey;
        // Seconds since the last event depend on when they are asked for; training rows are compared for those.
        this.features = view.features().stream()
                .filter(feature -> !feature.isElapsedTime())
                .toList();
    }

    /** Every value of every customer that differs from the oracle's as of an instant. */
    List<String> differences(Purchases purchases, Instant asOf) {
        List<String> differences = new ArrayList<>();
        List<String> customers = purchases.customers();
        for (int from = 0; from < customers.size(); from += BATCH) {
            List<String> batch = customers.subList(from, Math.min(from + BATCH, customers.size()));
            JsonNode answer = api.send("POST", "/get-online-features", request(batch));
            compare(purchases, asOf, batch, answer, differences);
        }
        return differences;
    }

    private void compare(
            Purchases purchases, Instant asOf, List<String> batch, JsonNode answer, List<String> differences) {
        JsonNode names = answer.at("/metadata/feature_names");
        for (int column = 0; column < names.size(); column++) {
            String name = names.get(column).asText();
            Feature feature = features.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (feature == null) {
                continue;
            }
            JsonNode values = answer.at("/results/" + column + "/values");
            for (int row = 0; row < batch.size(); row++) {
                Object expected = WindowOracle.value(purchases.of(batch.get(row)), feature, asOf);
                if (!WindowOracle.same(expected, number(values.get(row)))) {
                    differences.add(
                            batch.get(row) + " " + name + ": online " + values.get(row) + ", by the words " + expected);
                }
            }
        }
    }

    private static @Nullable Double number(JsonNode value) {
        return value.isNull() ? null : value.asDouble();
    }

    private String request(List<String> customers) {
        ObjectNode request = JSON.createObjectNode();
        features.forEach(feature -> request.withArray("features").add(view.name() + ":" + feature.name()));
        customers.forEach(
                customer -> request.withObject("/entities").withArray(joinKey).add(customer));
        return request.toString();
    }
}
