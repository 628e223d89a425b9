package io.tidemill.featurejobs.featurelogic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Attribute;
import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Condition;
import io.tidemill.schemas.featureviews.Condition.Operator;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.TakingBack;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.ViewEntity;
import io.tidemill.schemas.featureviews.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Events that are seen with what was so of their entity at their time. */
class AttributeProperties {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long BASE = 900_000_000_000L;
    private static final long LATENESS = Duration.ofHours(6).toMillis();
    /** Positions among the view's event types. */
    private static final int BACK = 1;

    private static final int UPDATED = 2;
    private static final int MOVED = 3;

    private static final StreamFeatureView VIEW = view();
    private static final ViewAggregation AGGREGATION = ViewAggregation.of(VIEW);

    @Property(tries = 100)
    void valuesEqualTheOracleWhateverTheOrderWithinTheLateness(
            @ForAll("events") List<Observation> events, @ForAll Random random) {
        // Given events and attributes in another order than they happened
        List<Observation> arriving = new ArrayList<>(events);
        Collections.shuffle(arriving, random);
        ViewState state = AGGREGATION.newState();
        List<Observation> seen = new ArrayList<>();
        long watermark = Long.MIN_VALUE;
        for (int i = 0; i < arriving.size(); i++) {
            // When one comes, and the watermark moves on as far as no attribute that is still to come is late
            state = AGGREGATION.read(state.toBytes());
            state.add(arriving.get(i));
            seen.add(arriving.get(i));
            long furthest = arriving.subList(i + 1, arriving.size()).stream()
                    .filter(event -> event.kind() >= UPDATED)
                    .mapToLong(event -> event.time() + LATENESS - 1)
                    .min()
                    .orElse(BASE + 100 * DAY);
            watermark = Math.max(watermark, Math.min(furthest, arriving.get(i).time() + random.nextLong(20 * DAY)));
            long before = state.asOf();
            assertThat(state.advance(watermark)).isEqualTo(state.asOf() > before);
            // Then the values are those of all that was told so far
            assertEqualsOracle(state, seen, watermark);
        }
        // And it is so later too, and nothing is left to decay until then
        assertThat(state.advance(watermark)).isFalse();
        if (!state.isEmpty()) {
            state.advance(BASE + 200 * DAY);
            assertEqualsOracle(state, seen, BASE + 200 * DAY);
        }
    }

    @Property(tries = 100)
    void howFarItIsSettledMakesNoDifference(@ForAll("events") List<Observation> events) {
        // Given events in order, attributes before events at one instant
        List<Observation> inOrder = events.stream()
                .sorted(Comparator.comparingLong(Observation::time)
                        .thenComparing(event -> event.kind() < UPDATED)
                        .thenComparing(event -> event))
                .toList();
        // When one state is settled with each, and another with none
        ViewState stepwise = AGGREGATION.newState();
        ViewState atOnce = AGGREGATION.newState();
        for (Observation event : inOrder) {
            stepwise.add(event);
            stepwise.advance(event.time() + LATENESS);
            atOnce.add(event);
        }
        long end = BASE + 200 * DAY;
        stepwise.advance(end);
        atOnce.advance(end);
        // Then they are one
        assertThat(stepwise.asOf()).isEqualTo(atOnce.asOf());
        assertThat(stepwise.values(end)).isEqualTo(atOnce.values(end));
    }

    @Property(tries = 100)
    void brokenBytesAreRefusedAndNothingElse(@ForAll("events") List<Observation> events, @ForAll Random random) {
        ViewState state = AGGREGATION.newState();
        events.forEach(state::add);
        byte[] bytes = state.toBytes();
        byte[] broken = Arrays.copyOf(bytes, random.nextInt(bytes.length));
        assertThat(catchThrowable(() -> AGGREGATION.read(broken))).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void whatIsToldTooLateCountsForWhatIsNotSettled() {
        // Given an order that is settled, and one that is not
        ViewState state = AGGREGATION.newState();
        state.add(event(BASE, "1", 0, 10.0));
        state.advance(BASE + LATENESS);
        state.add(event(BASE + 10, "2", 0, 5.0));
        // When it is told that the member was gold all the time
        state.add(told(BASE - DAY, "u", UPDATED, "gold"));
        state.advance(BASE + LATENESS + 9);
        // Then the first stays as it was seen
        assertThat(value(state, "gold_sum_all")).isEqualTo(5.0);
        assertThat(value(state, "sum_all")).isEqualTo(15.0);
    }

    @Example
    void whatIsToldTooLateDoesNotHideWhatWasToldAfterIt() {
        // Given that it was told four times that the member is gold, all of it settled
        ViewState state = AGGREGATION.newState();
        for (int hour = 0; hour < 4; hour++) {
            state.add(told(BASE + hour * LATENESS, "u" + hour, UPDATED, "gold"));
        }
        state.advance(BASE + 10 * LATENESS);
        int size = state.toBytes().length;
        state.add(told(BASE + 4 * LATENESS, "u4", UPDATED, "gold"));
        state.advance(BASE + 10 * LATENESS);
        assertThat(state.toBytes()).hasSize(size);
        // When one comes that told something else in between
        state.add(told(BASE + LATENESS + 1, "late", UPDATED, "silver"));
        state.add(event(BASE + 9 * LATENESS, "1", 0, 10.0));
        // Then the newest counts
        assertThat(value(state, "gold_sum_all")).isEqualTo(10.0);
    }

    @Example
    void whoWasToldOfAndDidNothingHasNoValues() {
        ViewState state = AGGREGATION.newState();
        state.add(told(BASE, "u", UPDATED, "gold"));
        state.advance(BASE + DAY);
        ViewState restored = AGGREGATION.read(state.toBytes());
        assertThat(restored.isEmpty()).isTrue();
        assertThat(restored.nextDecay()).isEmpty();
        // And an order of the same instant is seen with it
        restored.add(event(BASE, "1", 0, 10.0));
        assertThat(restored.isEmpty()).isFalse();
        assertThat(value(restored, "gold_sum_all")).isEqualTo(10.0);
    }

    @Provide
    Arbitrary<List<Observation>> events() {
        Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().between(BASE - 60 * DAY, BASE),
                Arbitraries.longs().between(BASE - LATENESS, BASE),
                Arbitraries.longs().between(0, 40).map(days -> (BASE / DAY - days) * DAY));
        Arbitrary<@Nullable Object> amounts =
                Arbitraries.integers().between(0, 1_000_000).<@Nullable Object>map(cents -> cents / 100.0);
        Arbitrary<@Nullable Object> levels = Arbitraries.of("gold", "silver").<@Nullable Object>map(text -> text);
        Arbitrary<Observation> event = Combinators.combine(
                        times,
                        amounts,
                        levels.injectNull(0.2),
                        Arbitraries.integers().between(0, 4))
                .as((time, amount, level, kind) -> switch (kind) {
                    case UPDATED -> told(time, "", UPDATED, level);
                    case MOVED -> new Observation(time, "/s", "", Arrays.asList(level, amount), MOVED);
                    default -> event(time, "", kind == BACK ? BACK : 0, amount);
                });
        return event.list().ofMinSize(1).ofMaxSize(30).map(events -> {
            List<Observation> numbered = new ArrayList<>();
            events.forEach(each -> numbered.add(
                    new Observation(each.time(), "/s", "e" + numbered.size(), each.values(), each.kind())));
            return numbered;
        });
    }

    private static void assertEqualsOracle(ViewState state, List<Observation> seen, long watermark) {
        List<Observation> events = asSeen(seen);
        assertThat(state.isEmpty()).isEqualTo(events.isEmpty());
        if (events.isEmpty()) {
            return;
        }
        // It may have moved on over a decay of something that was seen otherwise then
        assertThat(state.asOf())
                .isGreaterThanOrEqualTo(FeatureOracle.asOf(VIEW, AGGREGATION.columns(), events, watermark));
        long latest = events.stream().mapToLong(Observation::time).max().getAsLong();
        assertThat(state.asOf()).isLessThanOrEqualTo(Math.max(watermark, latest));
        List<@Nullable Object> actual = state.values();
        List<@Nullable Object> expected = FeatureOracle.values(VIEW, AGGREGATION.columns(), events, state.asOf());
        for (int i = 0; i < expected.size(); i++) {
            String name = VIEW.features().get(i).name();
            if (expected.get(i) instanceof Double number) {
                assertThat((Double) actual.get(i))
                        .as(name)
                        .isCloseTo(number, within(1e-6 * Math.max(1, Math.abs(number))));
            } else {
                assertThat(actual.get(i)).as(name).isEqualTo(expected.get(i));
            }
        }
    }

    /** The events, each with what the newest event of each attribute's type at or before it said. */
    private static List<Observation> asSeen(List<Observation> seen) {
        return seen.stream()
                .filter(event -> event.kind() < UPDATED)
                .map(event -> {
                    List<@Nullable Object> values = new ArrayList<>(event.values());
                    values.set(AGGREGATION.columns().indexOf("level"), newest(seen, UPDATED, event.time(), 0));
                    values.set(AGGREGATION.columns().indexOf("city"), newest(seen, MOVED, event.time(), 0));
                    values.set(AGGREGATION.columns().indexOf("distance"), newest(seen, MOVED, event.time(), 1));
                    return new Observation(event.time(), event.source(), event.id(), values, event.kind());
                })
                .toList();
    }

    private static @Nullable Object newest(List<Observation> seen, int kind, long until, int value) {
        return seen.stream()
                .filter(told -> told.kind() == kind && told.time() <= until)
                .max(Comparator.naturalOrder())
                .map(told -> told.values().get(value))
                .orElse(null);
    }

    private static Observation event(long time, String id, int kind, @Nullable Object amount) {
        return new Observation(time, "/s", id, Arrays.asList(amount, null, null, null), kind);
    }

    private static Observation told(long time, String id, int kind, @Nullable Object value) {
        return new Observation(time, "/s", id, Collections.singletonList(value), kind);
    }

    private static @Nullable Object value(ViewState state, String feature) {
        return state.values().get(VIEW.features().indexOf(VIEW.feature(feature).orElseThrow()));
    }

    private static StreamFeatureView view() {
        List<Condition> gold = List.of(new Condition("level", Operator.IN, List.of("gold")));
        List<Condition> nobody = List.of(new Condition("city", Operator.ABSENT, List.of()));
        List<Feature> features = new ArrayList<>();
        for (Window window : List.of(
                Window.ALL_TIME, new Window.Sliding(Duration.ofDays(7)), new Window.Session(Duration.ofHours(2)))) {
            String over = window instanceof Window.AllTime ? "_all" : window.text();
            features.add(feature("sum" + over, AggregationFunction.SUM, "amount", window, List.of(), null));
            features.add(feature("gold_sum" + over, AggregationFunction.SUM, "amount", window, gold, null));
            features.add(feature("gold_count" + over, AggregationFunction.COUNT, null, window, gold, "order.paid"));
            features.add(feature("homeless" + over, AggregationFunction.COUNT, null, window, nobody, null));
            features.add(feature("far" + over, AggregationFunction.MAX, "distance", window, List.of(), "order.paid"));
            features.add(feature("level" + over, AggregationFunction.LAST, "level", window, List.of(), "order.paid"));
        }
        return new StreamFeatureView(
                "v",
                List.of(ViewEntity.ofSubject("member")),
                "order.paid",
                List.of(new TakingBack("order.refunded", Map.of())),
                List.of(
                        new Attribute("level", "member.updated", "level", null),
                        new Attribute("city", "member.moved", "to", null),
                        new Attribute("distance", "member.moved", "kilometres", null),
                        new Attribute("unused", "member.lost", "why", null)),
                Duration.ofMillis(LATENESS),
                Duration.ZERO,
                "",
                "",
                Map.of(),
                features);
    }

    private static Feature feature(
            String name,
            AggregationFunction function,
            @Nullable String column,
            Window window,
            List<Condition> where,
            @Nullable String source) {
        return new Feature(name, new Aggregate(function, column, window, where, 0, source), ValueType.DOUBLE, "");
    }
}
