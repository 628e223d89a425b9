package io.tidemill.featurejobs.featurelogic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Computation;
import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Computation.Change;
import io.tidemill.schemas.featureviews.Computation.Ratio;
import io.tidemill.schemas.featureviews.Condition;
import io.tidemill.schemas.featureviews.Condition.Operator;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;

class ViewStateProperties {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final List<Window> WINDOWS = List.of(
            new Window.Sliding(Duration.ofMinutes(7)),
            new Window.Sliding(Duration.ofHours(3)),
            new Window.Sliding(Duration.ofHours(24)),
            new Window.Sliding(Duration.ofDays(7)),
            new Window.Sliding(Duration.ofDays(30)),
            new Window.Sliding(Duration.ofDays(365)),
            new Window.Tumbling(Duration.ofMinutes(62)),
            new Window.Tumbling(Duration.ofDays(1)),
            new Window.Session(Duration.ofMinutes(30)),
            new Window.Session(Duration.ofHours(9)),
            Window.ALL_TIME);
    private static final List<List<Condition>> FILTERS = List.of(
            List.of(),
            List.of(
                    new Condition("category", Operator.IN, List.of("tea", "茶")),
                    new Condition("amount", Operator.ABOVE, List.of(-500L))),
            List.of(new Condition("amount", Operator.ABSENT, List.of())));
    private static final StreamFeatureView VIEW = viewOfEverything();
    private static final ViewAggregation AGGREGATION = ViewAggregation.of(VIEW);

    @Property(tries = 100)
    void valuesEqualTheOracleWhateverTheOrder(@ForAll("events") List<Observation> events, @ForAll Random random) {
        // Given events in another order than they happened
        List<Observation> arriving = new ArrayList<>(events);
        Collections.shuffle(arriving, random);
        // When they are added, and time moves on in between
        ViewState state = AGGREGATION.newState();
        List<Observation> seen = new ArrayList<>();
        for (Observation event : arriving) {
            state.add(event);
            seen.add(event);
            assertEqualsOracle(state, seen, state.asOf());
            if (random.nextInt(4) == 0) {
                state.advance(state.asOf() + random.nextLong(40 * DAY));
                assertEqualsOracle(state, seen, state.asOf());
            }
        }
        // Then they equal the recomputation, now and later
        assertEqualsOracle(state, seen, state.asOf() + random.nextLong(400 * DAY));
    }

    @Tag("long")
    @Property(tries = 5_000)
    void valuesEqualTheOracleInManyMoreCases(@ForAll("events") List<Observation> events, @ForAll Random random) {
        valuesEqualTheOracleWhateverTheOrder(events, random);
    }

    @Property(tries = 200)
    void theInstantItStandsAtDependsOnEventsAndWatermarkAlone(
            @ForAll("events") List<Observation> events, @ForAll Random random) {
        // Given a watermark that moves while events come, some of them late
        List<Observation> arriving = new ArrayList<>(events);
        Collections.shuffle(arriving, random);
        long watermark = Long.MIN_VALUE;
        ViewState state = AGGREGATION.newState();
        // When the state follows it
        for (Observation event : arriving) {
            state.add(event);
            watermark = Math.max(watermark, event.time() + random.nextLong(20 * DAY));
            state.advance(watermark);
        }
        // Then only what came counts, and not when
        assertThat(state.asOf()).isEqualTo(FeatureOracle.asOf(VIEW, AGGREGATION.columns(), events, watermark));
        // And there is nothing left to decay until then
        state.nextDecay().ifPresent(next -> assertThat(next).isGreaterThan(state.asOf()));
        assertThat(state.advance(watermark)).isFalse();
    }

    @Property(tries = 200)
    void betweenTwoDecaysNothingChanges(@ForAll("events") List<Observation> events) {
        // Given
        ViewState state = AGGREGATION.newState();
        events.forEach(state::add);
        int decays = 0;
        while (state.nextDecay().isPresent() && decays++ < 20) {
            long next = state.nextDecay().getAsLong();
            // Then just before the next decay all is as it was
            assertThat(state.values(next - 1)).isEqualTo(state.values());
            assertThat(state.advance(next)).isTrue();
            assertThat(state.asOf()).isEqualTo(next);
        }
    }

    @Property(tries = 200)
    void atEachDecayOfAWindowSomethingChanges(@ForAll("events") List<Observation> events) {
        // Given one window and how many events are in it
        ViewAggregation counting = ViewAggregation.of(view(List.of(Feature.of(
                "n", AggregationFunction.COUNT, null, new Window.Sliding(Duration.ofHours(3)), ValueType.INT64))));
        ViewState state = counting.newState();
        events.forEach(state::add);
        int decays = 0;
        while (state.nextDecay().isPresent() && decays++ < 20) {
            List<@Nullable Object> before = state.values();
            // When events leave it
            state.advance(state.nextDecay().getAsLong());
            // Then it shows
            assertThat(state.values()).isNotEqualTo(before);
        }
    }

    @Property(tries = 100)
    void whatIsOutOfReachMakesNoDifference(@ForAll("events") List<Observation> events, @ForAll Random random) {
        Window window = WINDOWS.get(random.nextInt(WINDOWS.size()));
        ViewAggregation over = ViewAggregation.of(view(VIEW.features().stream()
                .filter(feature -> feature.name().endsWith(window.text() + "_1"))
                .toList()));
        assertThat(over.reach().isEmpty()).isEqualTo(window.equals(Window.ALL_TIME));
        // Given an instant, and the events that it reaches back to
        long instant = events.get(random.nextInt(events.size())).time() + random.nextLong(DAY);
        ViewState all = over.newState();
        ViewState reached = over.newState();
        events.stream().sorted().filter(event -> event.time() <= instant).forEach(event -> {
            all.add(event);
            if (over.reach().isEmpty() || event.time() >= instant - over.reach().getAsLong()) {
                reached.add(event);
            }
        });
        // Then the values are the same, then and later
        long later = instant + random.nextLong(40 * DAY);
        assertThat(reached.values(instant)).as(window.text()).isEqualTo(all.values(instant));
        assertThat(reached.values(later)).as(window.text()).isEqualTo(all.values(later));
    }

    @Property(tries = 200)
    void bytesComeBackAsTheSameState(@ForAll("events") List<Observation> events, @ForAll Random random) {
        // Given
        int cut = random.nextInt(events.size() + 1);
        ViewState whole = AGGREGATION.newState();
        events.forEach(whole::add);
        ViewState first = AGGREGATION.newState();
        events.subList(0, cut).forEach(first::add);
        // When written and read in the middle
        ViewState restored = AGGREGATION.read(first.toBytes());
        assertThat(restored.toBytes()).isEqualTo(first.toBytes());
        events.subList(cut, events.size()).forEach(restored::add);
        // Then nothing differs
        assertThat(restored.toBytes()).isEqualTo(whole.toBytes());
        assertThat(restored.values()).isEqualTo(whole.values());
        assertThat(restored.nextDecay()).isEqualTo(whole.nextDecay());
    }

    @Property(tries = 500)
    void brokenBytesAreRefusedAndNothingElse(@ForAll("events") List<Observation> events, @ForAll Random random) {
        ViewState state = AGGREGATION.newState();
        events.forEach(state::add);
        byte[] bytes = state.toBytes();
        byte[] broken = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        assertThat(catchThrowable(() -> AGGREGATION.read(broken))).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<List<Observation>> events() {
        long base = 900_000_000_000L;
        Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().between(base - 800 * DAY, base),
                Arbitraries.longs().between(base - 2 * DAY, base),
                Arbitraries.longs().between(base - 3_600_000, base),
                Arbitraries.longs().between(0, 400).map(days -> (base / DAY - days) * DAY),
                Arbitraries.longs().between(-3, 3).map(days -> days * DAY - 1));
        Arbitrary<@Nullable Object> amounts =
                Arbitraries.integers().between(-1_000_000, 1_000_000).<@Nullable Object>map(cents -> cents / 100.0);
        Arbitrary<@Nullable Object> categories =
                Arbitraries.of("tea", "rice", "茶").<@Nullable Object>map(text -> text);
        Arbitrary<Observation> event = Combinators.combine(
                        times, amounts.injectNull(0.1), categories.injectNull(0.2), Arbitraries.of("/a", "/b"))
                .as((time, amount, category, source) ->
                        new Observation(time, source, "", Arrays.asList(amount, category)));
        return event.list().ofMinSize(1).ofMaxSize(40).map(ViewStateProperties::numbered);
    }

    private static List<Observation> numbered(List<Observation> events) {
        List<Observation> numbered = new ArrayList<>();
        for (Observation event : events) {
            numbered.add(new Observation(event.time(), event.source(), "e" + numbered.size(), event.values()));
        }
        return numbered;
    }

    private static void assertEqualsOracle(ViewState state, List<Observation> seen, long instant) {
        List<@Nullable Object> actual = state.values(instant);
        List<@Nullable Object> expected = FeatureOracle.values(VIEW, AGGREGATION.columns(), seen, instant);
        for (int i = 0; i < expected.size(); i++) {
            Feature feature = VIEW.features().get(i);
            if (expected.get(i) instanceof Double number) {
                assertThat((Double) actual.get(i))
                        .as(feature.name())
                        .isCloseTo(
                                number,
                                within(
                                        feature.name().startsWith("percentile")
                                                ? Math.abs(number) * (Quantiles.ACCURACY + 1e-9)
                                                : 1e-7 * Math.max(1, Math.abs(number))));
            } else {
                assertThat(actual.get(i)).as(feature.name()).isEqualTo(expected.get(i));
            }
        }
    }

    /** Every function over every window, each with and without conditions, and what is computed from them. */
    private static StreamFeatureView viewOfEverything() {
        List<Feature> features = new ArrayList<>();
        for (Window window : WINDOWS) {
            for (List<Condition> where : FILTERS) {
                String over = window.text() + "_" + FILTERS.indexOf(where);
                for (AggregationFunction function : AggregationFunction.values()) {
                    for (String column : columns(function)) {
                        features.add(new Feature(
                                function.text() + "_" + column + "_" + over,
                                new Aggregate(
                                        function, column.isEmpty() ? null : column, window, where, parameter(function)),
                                ValueType.DOUBLE,
                                ""));
                    }
                }
                features.add(computed("ratio_" + over, new Ratio("sum_amount_" + over, "count__" + over)));
                if (window instanceof Window.Sliding) {
                    features.add(computed("change_" + over, new Change("count__" + over)));
                    features.add(computed("change_of_max_" + over, new Change("max_amount_" + over)));
                }
            }
        }
        return view(features);
    }

    private static Feature computed(String name, Computation computation) {
        return new Feature(name, computation, ValueType.DOUBLE, "");
    }

    private static List<String> columns(AggregationFunction function) {
        if (!function.readsColumn()) {
            return List.of("");
        }
        return switch (function) {
            case FIRST, LAST, LAST_N, TOP_K, DISTINCT_COUNT -> List.of("amount", "category");
            default -> List.of("amount");
        };
    }

    private static double parameter(AggregationFunction function) {
        return switch (function.parameter()) {
            case NONE -> 0;
            case N, K -> 3;
            case PERCENT -> 75;
        };
    }

    private static StreamFeatureView view(List<Feature> features) {
        return new StreamFeatureView("v", "member", "order.paid", Duration.ZERO, "", "", Map.of(), features);
    }
}
