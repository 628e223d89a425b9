package io.tidemill.featurejobs.featurelogic;

import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Computation.Change;
import io.tidemill.schemas.featureviews.Computation.Ratio;
import io.tidemill.schemas.featureviews.Condition;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The features of one entity, recomputed from all its events, straight from docs/features.md and without the code under
 * test: slow and plain.
 */
public final class FeatureOracle {
    private static final long MINUTE = 60_000L;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final Comparator<Observation> ORDER = Comparator.comparingLong(Observation::time)
            .thenComparing(Observation::source)
            .thenComparing(Observation::id);

    private FeatureOracle() {}

    /** The values of a view as of an instant, from the events up to it. */
    public static List<@Nullable Object> values(
            StreamFeatureView view, List<String> columns, Collection<Observation> events, long instant) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Feature feature : view.features()) {
            values.add(value(view, feature, columns, events, instant));
        }
        return values;
    }

    /** The latest of the events' times and of the instants, up to a watermark, at which one of them left a window. */
    public static long asOf(
            StreamFeatureView view, List<String> columns, Collection<Observation> events, long watermark) {
        long asOf = Long.MIN_VALUE;
        for (Observation event : events) {
            asOf = Math.max(asOf, event.time());
            for (Feature feature : view.features()) {
                for (long decay : decays(view, feature, columns, event)) {
                    asOf = decay <= watermark ? Math.max(asOf, decay) : asOf;
                }
            }
        }
        return asOf;
    }

    private static List<Long> decays(StreamFeatureView view, Feature feature, List<String> columns, Observation event) {
        if (feature.computation() instanceof Change change) {
            Aggregate of = view.feature(change.of()).orElseThrow().aggregate().orElseThrow();
            long window = ((Window.Sliding) of.window()).length().toMillis();
            return passes(view, of, columns).test(event)
                    ? List.of(floor(event.time(), tile(window)) + tile(window) + 2 * window)
                    : List.of();
        }
        if (!(feature.computation() instanceof Aggregate aggregate)
                || !passes(view, aggregate, columns).test(event)) {
            return List.of();
        }
        long time = event.time();
        if (aggregate.window() instanceof Window.Sliding sliding) {
            long window = sliding.length().toMillis();
            return List.of(floor(time, tile(window)) + tile(window) + window);
        }
        if (aggregate.window() instanceof Window.Tumbling tumbling) {
            long window = tumbling.length().toMillis();
            return List.of(floor(time, window) + window);
        }
        if (aggregate.window() instanceof Window.Session session) {
            long end = floor(time, 5 * MINUTE) + 5 * MINUTE;
            return List.of(end + session.gap().toMillis(), end + DAY);
        }
        return List.of();
    }

    private static @Nullable Object value(
            StreamFeatureView view,
            Feature feature,
            List<String> columns,
            Collection<Observation> events,
            long instant) {
        if (feature.computation() instanceof Ratio ratio) {
            Double above = number(view, ratio.numerator(), columns, events, instant);
            Double below = number(view, ratio.denominator(), columns, events, instant);
            return above == null || below == null || below == 0 ? null : above / below;
        }
        if (feature.computation() instanceof Change change) {
            Feature of = view.feature(change.of()).orElseThrow();
            Aggregate aggregate = of.aggregate().orElseThrow();
            long window = ((Window.Sliding) aggregate.window()).length().toMillis();
            long from = floor(instant - 2 * window, tile(window));
            long to = floor(instant - window, tile(window));
            List<Observation> before = select(
                    events, passes(view, aggregate, columns).and(event -> event.time() >= from && event.time() < to));
            Double now = number(value(view, of, columns, events, instant));
            Double then = number(value(view, aggregate, columns, before));
            return now == null || then == null || then == 0 ? null : (now - then) / Math.abs(then);
        }
        Aggregate aggregate = (Aggregate) feature.computation();
        return value(view, aggregate, columns, window(view, aggregate, columns, events, instant));
    }

    private static @Nullable Double number(
            StreamFeatureView view, String name, List<String> columns, Collection<Observation> events, long instant) {
        return number(value(view, view.feature(name).orElseThrow(), columns, events, instant));
    }

    private static @Nullable Double number(@Nullable Object value) {
        return value == null ? null : (Double) ((Number) value).doubleValue();
    }

    private static Predicate<Observation> passes(StreamFeatureView view, Aggregate aggregate, List<String> columns) {
        return event -> {
            if (!aggregate.counts(view.sources().get(event.kind()))) {
                return false;
            }
            for (Condition condition : aggregate.where()) {
                if (!condition.holds(event.values().get(columns.indexOf(condition.column())))) {
                    return false;
                }
            }
            return true;
        };
    }

    private static List<Observation> select(Collection<Observation> events, Predicate<Observation> which) {
        return events.stream().filter(which).sorted(ORDER).toList();
    }

    /** The events of a window, in order. */
    private static List<Observation> window(
            StreamFeatureView view,
            Aggregate aggregate,
            List<String> columns,
            Collection<Observation> events,
            long instant) {
        Predicate<Observation> known = passes(view, aggregate, columns).and(event -> event.time() <= instant);
        if (aggregate.window() instanceof Window.Sliding sliding) {
            long window = sliding.length().toMillis();
            return select(events, known.and(event -> event.time() >= floor(instant - window, tile(window))));
        }
        if (aggregate.window() instanceof Window.Tumbling tumbling) {
            return select(
                    events,
                    known.and(event ->
                            event.time() >= floor(instant, tumbling.length().toMillis())));
        }
        if (aggregate.window() instanceof Window.Session session) {
            List<Observation> day =
                    select(events, known.and(event -> event.time() >= floor(instant - DAY, 5 * MINUTE)));
            int first = day.size();
            long next = instant;
            while (first > 0
                    && next
                            < floor(day.get(first - 1).time(), 5 * MINUTE)
                                    + 5 * MINUTE
                                    + session.gap().toMillis()) {
                first--;
                next = day.get(first).time();
            }
            return day.subList(first, day.size());
        }
        return select(events, known);
    }

    private static @Nullable Object value(
            StreamFeatureView view, Aggregate aggregate, List<String> columns, List<Observation> window) {
        if (aggregate.source() == null && view.takenBackBy().size() > 0) {
            List<Observation> back =
                    window.stream().filter(event -> event.kind() > 0).toList();
            List<Observation> forth =
                    window.stream().filter(event -> event.kind() == 0).toList();
            return net(
                    aggregate.function(),
                    numbers(aggregate, columns, forth),
                    numbers(aggregate, columns, back),
                    forth.size() - back.size());
        }
        List<@Nullable Object> cells = new ArrayList<>();
        String column = aggregate.column();
        if (column != null) {
            window.forEach(event -> cells.add(event.values().get(columns.indexOf(column))));
        }
        List<Object> values = new ArrayList<>();
        cells.stream().filter(Objects::nonNull).forEach(values::add);
        double[] numbers = values.stream()
                .filter(Number.class::isInstance)
                .mapToDouble(value -> ((Number) value).doubleValue())
                .toArray();
        return switch (aggregate.function()) {
            case COUNT -> (long) window.size();
            case DISTINCT_DAYS ->
                window.stream()
                        .map(event -> floor(event.time(), DAY))
                        .distinct()
                        .count();
            case DISTINCT_COUNT -> (long) new HashSet<>(values).size();
            case SUM -> Arrays.stream(numbers).sum();
            case AVG -> numbers.length == 0 ? null : Arrays.stream(numbers).sum() / numbers.length;
            case MIN ->
                numbers.length == 0 ? null : Arrays.stream(numbers).min().getAsDouble();
            case MAX ->
                numbers.length == 0 ? null : Arrays.stream(numbers).max().getAsDouble();
            case STDDEV -> numbers.length < 2 ? null : deviation(numbers);
            case PERCENTILE ->
                numbers.length == 0
                        ? null
                        : Arrays.stream(numbers)
                                .sorted()
                                .toArray()[
                                Math.max(1, (int) Math.ceil(aggregate.parameter() / 100 * numbers.length)) - 1];
            case FIRST -> cells.isEmpty() ? null : cells.get(0);
            case LAST -> cells.isEmpty() ? null : cells.get(cells.size() - 1);
            case LAST_N -> {
                List<Object> newest = new ArrayList<>(values);
                java.util.Collections.reverse(newest);
                yield newest.subList(0, Math.min(newest.size(), (int) aggregate.parameter()));
            }
            case TOP_K -> top(values, (int) aggregate.parameter());
            case TIME_SINCE_FIRST ->
                window.isEmpty() ? null : Math.floorDiv(window.get(0).time(), 1000L);
            case TIME_SINCE_LAST ->
                window.isEmpty()
                        ? null
                        : Math.floorDiv(window.get(window.size() - 1).time(), 1000L);
        };
    }

    private static double[] numbers(Aggregate aggregate, List<String> columns, List<Observation> events) {
        String column = aggregate.column();
        return column == null
                ? new double[0]
                : events.stream()
                        .map(event -> event.values().get(columns.indexOf(column)))
                        .filter(Number.class::isInstance)
                        .mapToDouble(value -> ((Number) value).doubleValue())
                        .toArray();
    }

    private static @Nullable Object net(AggregationFunction function, double[] forth, double[] back, long events) {
        double sum = Arrays.stream(forth).sum() - Arrays.stream(back).sum();
        int values = forth.length - back.length;
        return switch (function) {
            case COUNT -> events;
            case SUM -> sum;
            case AVG -> values == 0 ? null : sum / values;
            default -> throw new IllegalArgumentException(function + " cannot be taken back");
        };
    }

    private static List<Object> top(List<Object> values, int most) {
        Map<Object, Integer> counts = new LinkedHashMap<>();
        values.forEach(value -> counts.merge(value, 1, Integer::sum));
        Comparator<Object> byValue = (left, right) -> left instanceof String
                ? left.toString().compareTo(right.toString())
                : Double.compare(((Number) left).doubleValue(), ((Number) right).doubleValue());
        return counts.keySet().stream()
                .sorted(Comparator.<Object, Integer>comparing(counts::get)
                        .reversed()
                        .thenComparing(byValue))
                .limit(most)
                .toList();
    }

    private static double deviation(double[] numbers) {
        double mean = Arrays.stream(numbers).sum() / numbers.length;
        double squares = Arrays.stream(numbers)
                .map(number -> (number - mean) * (number - mean))
                .sum();
        return Math.sqrt(squares / (numbers.length - 1));
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
