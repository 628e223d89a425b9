package io.tidemill.featurejobs.featurelogic;

import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The features of one entity, recomputed from all its events, straight from docs/features.md and without the code under
 * test: slow and plain.
 */
public final class FeatureOracle {
    private static final long MINUTE = 60_000L;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private FeatureOracle() {}

    /** The values of a view as of an instant, from the events up to it. */
    public static List<@Nullable Object> values(
            StreamFeatureView view, List<String> columns, Collection<Observation> events, long instant) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Feature feature : view.features()) {
            values.add(value(feature, columns, events, instant));
        }
        return values;
    }

    /** The latest of the events' times and of the instants, up to a watermark, at which one of them left a window. */
    public static long asOf(StreamFeatureView view, Collection<Observation> events, long watermark) {
        long asOf = Long.MIN_VALUE;
        for (Observation event : events) {
            asOf = Math.max(asOf, event.time());
            for (Feature feature : view.features()) {
                if (feature.window().isPresent()) {
                    long window = feature.window().get().toMillis();
                    long decay = floor(event.time(), tile(window)) + tile(window) + window;
                    asOf = decay <= watermark ? Math.max(asOf, decay) : asOf;
                }
            }
        }
        return asOf;
    }

    private static @Nullable Object value(
            Feature feature, List<String> columns, Collection<Observation> events, long instant) {
        List<Observation> window = events.stream()
                .filter(event -> event.time() <= instant)
                .filter(event -> feature.window().isEmpty()
                        || event.time()
                                >= floor(
                                        instant - feature.window().get().toMillis(),
                                        tile(feature.window().get().toMillis())))
                .sorted(Comparator.comparingLong(Observation::time)
                        .thenComparing(Observation::source)
                        .thenComparing(Observation::id))
                .toList();
        List<@Nullable Object> cells = new ArrayList<>();
        feature.column()
                .ifPresent(column ->
                        window.forEach(event -> cells.add(event.values().get(columns.indexOf(column)))));
        double[] numbers = numbers(cells).mapToDouble(Number::doubleValue).toArray();
        return switch (feature.function()) {
            case COUNT -> (long) window.size();
            case DISTINCT_DAYS ->
                window.stream()
                        .map(event -> floor(event.time(), DAY))
                        .distinct()
                        .count();
            case SUM -> sum(numbers);
            case AVG -> numbers.length == 0 ? null : sum(numbers) / numbers.length;
            case MIN ->
                numbers.length == 0
                        ? null
                        : Stream.of(box(numbers)).min(Double::compare).orElseThrow();
            case MAX ->
                numbers.length == 0
                        ? null
                        : Stream.of(box(numbers)).max(Double::compare).orElseThrow();
            case LAST -> cells.isEmpty() ? null : cells.get(cells.size() - 1);
            case TIME_SINCE_LAST ->
                window.isEmpty()
                        ? null
                        : Math.floorDiv(window.get(window.size() - 1).time(), 1000L);
        };
    }

    private static Stream<Number> numbers(List<@Nullable Object> cells) {
        return cells.stream()
                .filter(Objects::nonNull)
                .filter(Number.class::isInstance)
                .map(Number.class::cast);
    }

    private static Double[] box(double[] numbers) {
        return Arrays.stream(numbers).boxed().toArray(Double[]::new);
    }

    private static double sum(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum;
    }

    private static long tile(long window) {
        if (window <= HOUR) {
            return MINUTE;
        }
        if (window <= DAY) {
            return 5 * MINUTE;
        }
        return window <= 7 * DAY ? HOUR : DAY;
    }

    private static long floor(long instant, long size) {
        return Math.floorDiv(instant, size) * size;
    }
}
