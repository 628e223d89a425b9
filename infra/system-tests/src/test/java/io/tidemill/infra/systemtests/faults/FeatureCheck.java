package io.tidemill.infra.systemtests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.systemtests.Api;
import io.tidemill.infra.systemtests.Stack;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Compares the features online with a recompute from the rows of the lake. */
final class FeatureCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COUNT = "member_orders:order_count";
    private static final String SUM = "member_orders:amount_sum";

    private FeatureCheck() {}

    /** What differs still after the patience, in words. */
    static List<String> differences(Api reader, LakeTotals totals, Duration patience) {
        List<String> last = new ArrayList<>();
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .until(() -> {
                        last.clear();
                        last.addAll(differences(reader, totals));
                        return last.isEmpty();
                    });
            return List.of();
        } catch (ConditionTimeoutException e) {
            Stack.print("features: %s", e.getMessage());
            return last.isEmpty() ? List.of("the features cannot be read") : List.copyOf(last);
        }
    }

    private static List<String> differences(Api reader, LakeTotals totals) {
        List<String> keys = LoadEvents.keys();
        JsonNode answer = reader.send("POST", "/get-online-features", request(keys));
        List<String> names = new ArrayList<>();
        answer.at("/metadata/feature_names").forEach(name -> names.add(name.asText()));
        JsonNode counts = answer.at("/results/" + names.indexOf("order_count") + "/values");
        JsonNode sums = answer.at("/results/" + names.indexOf("amount_sum") + "/values");
        List<String> differences = new ArrayList<>();
        for (int row = 0; row < keys.size(); row++) {
            LakeTotals.Total total = totals.of(keys.get(row));
            BigDecimal sum = new BigDecimal(sums.get(row).asText("0"));
            if (counts.get(row).asLong() != total.count() || sum.compareTo(total.sum()) != 0) {
                differences.add(keys.get(row) + ": online " + counts.get(row) + " orders of " + sum + ", in the lake "
                        + total.count() + " of " + total.sum());
            }
        }
        return differences;
    }

    private static String request(List<String> keys) {
        ObjectNode request = JSON.createObjectNode();
        request.withArray("features").add(COUNT).add(SUM);
        keys.forEach(
                key -> request.withObject("/entities").withArray("member_id").add(key));
        return request.toString();
    }
}
