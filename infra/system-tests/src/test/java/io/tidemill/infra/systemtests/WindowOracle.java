package io.tidemill.infra.systemtests;

import io.tidemill.infra.systemtests.Purchases.Purchase;
import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a feature is, by the words of docs/features.md alone: all events with {@code floor(T - w) <= time <= T}, where the
 * floor is to the tile of the window's length.
 */
final class WindowOracle {
    private WindowOracle() {}

    /** The value of a feature over one customer's purchases as of an instant; {@code null} for no value. */
    static @Nullable Object value(List<Purchase> purchases, Feature feature, Instant asOf) {
        Aggregate aggregate = feature.aggregate().orElseThrow();
        Duration window = aggregate.window() instanceof Window.Sliding sliding ? sliding.length() : null;
        return value(purchases, aggregate.function().text(), aggregate.column(), window, asOf);
    }

    /** Counts are the same when they are equal, sums and means to 1e-9 of their size. */
    static boolean same(@Nullable Object expected, @Nullable Double actual) {
        if (expected == null || actual == null) {
            return expected == null && actual == null;
        }
        double wanted = ((Number) expected).doubleValue();
        double tolerance = expected instanceof Long ? 0 : 1e-9 * Math.max(1, Math.abs(wanted));
        return Math.abs(wanted - actual) <= tolerance;
    }

    private static @Nullable Object value(
            List<Purchase> purchases,
            String function,
            @Nullable String column,
            @Nullable Duration window,
            Instant asOf) {
        List<Purchase> inside = purchases.stream()
                .filter(purchase -> !purchase.time().isAfter(asOf))
                .filter(purchase -> window == null || !purchase.time().isBefore(tail(asOf, window)))
                .toList();
        return switch (function) {
            case "count" -> (long) inside.size();
            case "distinct_days" ->
                inside.stream().map(Purchase::date).distinct().count();
            case "sum" -> sum(inside, column).doubleValue();
            case "avg" -> inside.isEmpty() ? null : sum(inside, column).doubleValue() / inside.size();
            case "min" ->
                inside.stream()
                        .map(p -> number(p, column).doubleValue())
                        .min(Comparator.naturalOrder())
                        .orElse(null);
            case "max" ->
                inside.stream()
                        .map(p -> number(p, column).doubleValue())
                        .max(Comparator.naturalOrder())
                        .orElse(null);
            case "last" ->
                inside.stream()
                        .max(Comparator.comparing(Purchase::time).thenComparing(p -> "cdnow-" + p.line()))
                        .map(p -> number(p, column).doubleValue())
                        .orElse(null);
            case "time_since_last" ->
                inside.stream()
                        .map(Purchase::time)
                        .max(Comparator.naturalOrder())
                        .map(last -> (double) Duration.between(last, asOf).toSeconds())
                        .orElse(null);
            default -> throw new IllegalArgumentException("the oracle does not know " + function);
        };
    }

    private static Instant tail(Instant asOf, Duration window) {
        long tile = tile(window).toMillis();
        long tail = asOf.minus(window).toEpochMilli();
        return Instant.ofEpochMilli(Math.floorDiv(tail, tile) * tile);
    }

    private static Duration tile(Duration window) {
        if (window.compareTo(Duration.ofHours(1)) <= 0) {
            return Duration.ofMinutes(1);
        }
        if (window.compareTo(Duration.ofDays(1)) <= 0) {
            return Duration.ofMinutes(5);
        }
        return window.compareTo(Duration.ofDays(7)) <= 0 ? Duration.ofHours(1) : Duration.ofDays(1);
    }

    private static BigDecimal sum(List<Purchase> purchases, @Nullable String column) {
        return purchases.stream().map(p -> number(p, column)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal number(Purchase purchase, @Nullable String column) {
        return "quantity".equals(column) ? BigDecimal.valueOf(purchase.quantity()) : purchase.amount();
    }
}
