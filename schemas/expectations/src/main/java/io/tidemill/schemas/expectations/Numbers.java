package io.tidemill.schemas.expectations;

import io.tidemill.schemas.featureviews.YamlNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/** Numbers in a definition. */
final class Numbers {
    private Numbers() {}

    /** The number under a key, or the fallback; what is no such number is noted. */
    static double number(
            Map<String, YamlNode> keys, String key, double fallback, DoublePredicate good, String expected) {
        YamlNode node = keys.get(key);
        if (node == null) {
            return fallback;
        }
        return node.text()
                .flatMap(text -> {
                    Optional<Double> value = parsed(text).map(BigDecimal::doubleValue);
                    if (value.filter(good::test).isEmpty()) {
                        node.problem("'" + text + "', expected " + expected);
                    }
                    return value.filter(good::test);
                })
                .orElse(fallback);
    }

    /** The exact number of a node; what is none is noted. */
    static Optional<BigDecimal> decimal(@Nullable YamlNode node) {
        if (node == null) {
            return Optional.empty();
        }
        return node.text().flatMap(text -> {
            Optional<BigDecimal> value = parsed(text);
            if (value.isEmpty()) {
                node.problem("'" + text + "', expected a number");
            }
            return value;
        });
    }

    static DoublePredicate whole(double least, double most) {
        return value -> value == Math.rint(value) && value >= least && value <= most;
    }

    private static Optional<BigDecimal> parsed(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
