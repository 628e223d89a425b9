package io.tidemill.ingestion.shopsimulator;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Takes what no event tells: what members are like, why and when they leave, whom a coupon reached and what it did, the
 * weather. Each fact has a {@code kind}: {@code member}, {@code churn}, {@code coupon} or {@code weather}.
 */
@FunctionalInterface
public interface GroundTruth {
    /** Takes a fact; its values are text, numbers and booleans. */
    void record(Map<String, ?> fact);

    /** Forgets everything. */
    static GroundTruth none() {
        return fact -> {};
    }

    /** Writes each fact as a line of JSON. */
    static GroundTruth jsonLines(Appendable out) {
        JsonMapper json = new JsonMapper();
        return fact -> {
            try {
                out.append(json.writeValueAsString(fact)).append('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
