package io.tidemill.featurejobs.featurelogic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import io.tidemill.schemas.featureviews.TakingBack;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.ViewEntity;
import io.tidemill.schemas.featureviews.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
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

/** Views of which events of other types take back what the source said. */
class TakenBackProperties {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final String RETURNED = "goods.returned";
    private static final List<Window> WINDOWS = List.of(
            new Window.Sliding(Duration.ofHours(3)),
            new Window.Sliding(Duration.ofDays(30)),
            new Window.Tumbling(Duration.ofDays(1)),
            new Window.Session(Duration.ofHours(9)),
            Window.ALL_TIME);
    private static final StreamFeatureView VIEW = view();
    private static final ViewAggregation AGGREGATION = ViewAggregation.of(VIEW);

    @Property(tries = 100)
    void valuesEqualTheOracleWhateverTheOrder(@ForAll("events") List<Observation> events, @ForAll Random random) {
        // Given
        List<Observation> arriving = new ArrayList<>(events);
        Collections.shuffle(arriving, random);
        // When they are added, time moves on in between, and the state is kept as bytes
        ViewState state = AGGREGATION.newState();
        List<Observation> seen = new ArrayList<>();
        long watermark = Long.MIN_VALUE;
        for (Observation event : arriving) {
            state = AGGREGATION.read(state.toBytes());
            state.add(event);
            seen.add(event);
            watermark = Math.max(watermark, event.time() + random.nextLong(20 * DAY));
            state.advance(watermark);
            assertEqualsOracle(state, seen, state.asOf());
        }
        // Then
        assertThat(state.asOf()).isEqualTo(FeatureOracle.asOf(VIEW, AGGREGATION.columns(), events, watermark));
        assertEqualsOracle(state, seen, state.asOf() + random.nextLong(60 * DAY));
    }

    @Property(tries = 100)
    void whatIsTakenBackWhollyLeavesNothing(@ForAll("events") List<Observation> events) {
        ViewState state = AGGREGATION.newState();
        events.stream().filter(event -> event.kind() == 0).forEach(event -> {
            state.add(event);
            state.add(new Observation(event.time(), event.source(), event.id() + "-", event.values(), 1));
        });
        if (!state.isEmpty()) {
            List<@Nullable Object> values = state.values();
            assertThat(values.get(position("count"))).isEqualTo(0L);
            assertThat((double) values.get(position("sum"))).isCloseTo(0, within(1e-6));
            assertThat(values.get(position("avg"))).isNull();
        }
    }

    @Example
    void aColumnHasTheNameThatItsTypeGivesIt() {
        // Given an order, and goods that came back
        Observation order = AGGREGATION.observe(
                "order.paid", 7, "/s", "1", Map.<String, Object>of("amount", 10.5, "category", "tea")::get);
        Map<String, Object> goods = new HashMap<>(Map.of("price", 4.5, "kind", "tea", "reason", "broken"));
        Observation back = AGGREGATION.observe(RETURNED, 8, "/s", "2", field -> {
            assertThat(goods).containsKey(field);
            return goods.get(field);
        });
        // Then
        assertThat(AGGREGATION.columns()).containsExactly("amount", "category", "reason");
        assertThat(order.values()).containsExactly(10.5, "tea", null);
        assertThat(back.values()).containsExactly(4.5, "tea", "broken");
        assertThat(List.of(order.sign(), back.sign())).containsExactly(1, -1);
        assertThatThrownBy(() -> AGGREGATION.observe("visit", 7, "/s", "3", field -> null))
                .hasMessage("view v reads no events of type visit");
    }

    @Example
    void aKeyHasTheNameThatItsTypeGivesIt() {
        assertThat(ViewKey.of(VIEW, "order.paid").find("m:1", Map.<String, Object>of("category", "tea")::get))
                .contains("m\\:1:tea");
        assertThat(ViewKey.of(VIEW, RETURNED).find("m", Map.<String, Object>of("kind", 7)::get))
                .contains("m:7");
        assertThat(ViewKey.of(VIEW, RETURNED).find("m", Map.<String, Object>of("kind", "")::get))
                .isEmpty();
        assertThat(ViewKey.of(VIEW, RETURNED).find("m", field -> null)).isEmpty();
    }

    @Example
    void whatCannotBeTakenBackIsRefused() {
        assertThatThrownBy(() -> ViewAggregation.of(view(List.of(
                        Feature.of("m", AggregationFunction.MAX, "amount", Window.ALL_TIME, ValueType.DOUBLE)))))
                .hasMessage("function max of view v cannot be taken back: expected a source");
    }

    @Provide
    Arbitrary<List<Observation>> events() {
        long base = 900_000_000_000L;
        Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().between(base - 80 * DAY, base),
                Arbitraries.longs().between(base - 3_600_000, base),
                Arbitraries.longs().between(0, 40).map(days -> (base / DAY - days) * DAY));
        Arbitrary<@Nullable Object> amounts =
                Arbitraries.integers().between(-1_000_000, 1_000_000).<@Nullable Object>map(cents -> cents / 100.0);
        Arbitrary<@Nullable Object> categories = Arbitraries.of("tea", "rice").<@Nullable Object>map(text -> text);
        Arbitrary<Observation> event = Combinators.combine(
                        times,
                        amounts.injectNull(0.1),
                        categories.injectNull(0.2),
                        Arbitraries.integers().between(0, 2))
                .as((time, amount, category, kind) ->
                        new Observation(time, "/s", "", Arrays.asList(amount, category, null), Math.min(kind, 1)));
        return event.list().ofMinSize(1).ofMaxSize(40).map(events -> {
            List<Observation> numbered = new ArrayList<>();
            events.forEach(each -> numbered.add(
                    new Observation(each.time(), "/s", "e" + numbered.size(), each.values(), each.kind())));
            return numbered;
        });
    }

    private static int position(String feature) {
        return VIEW.features().indexOf(VIEW.feature(feature).orElseThrow());
    }

    private static void assertEqualsOracle(ViewState state, List<Observation> seen, long instant) {
        List<@Nullable Object> actual = state.values(instant);
        List<@Nullable Object> expected = FeatureOracle.values(VIEW, AGGREGATION.columns(), seen, instant);
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

    /** Each function that can be taken back over every window, with and without a condition, and of one source alone. */
    private static StreamFeatureView view() {
        List<Feature> features = new ArrayList<>();
        List<Condition> teas = List.of(new Condition("category", Operator.IN, List.of("tea")));
        for (Window window : WINDOWS) {
            for (List<Condition> where : List.of(List.<Condition>of(), teas)) {
                String over = window.text() + (where.isEmpty() ? "" : "_teas");
                features.add(feature("count" + over, AggregationFunction.COUNT, window, where, null));
                features.add(feature("sum" + over, AggregationFunction.SUM, window, where, null));
                features.add(feature("avg" + over, AggregationFunction.AVG, window, where, null));
                features.add(feature("max" + over, AggregationFunction.MAX, window, where, "order.paid"));
                features.add(feature("returned" + over, AggregationFunction.SUM, window, where, RETURNED));
                features.add(feature("returns" + over, AggregationFunction.COUNT, window, where, RETURNED));
                features.add(feature("last" + over, AggregationFunction.LAST, window, where, RETURNED));
                features.add(computed("share" + over, new Ratio("returned" + over, "count" + over)));
                if (window instanceof Window.Sliding) {
                    features.add(computed("change" + over, new Change("count" + over)));
                }
            }
        }
        features.add(new Feature(
                "why",
                new Aggregate(AggregationFunction.LAST, "reason", Window.ALL_TIME, List.of(), 0, RETURNED),
                ValueType.STRING,
                ""));
        return view(features);
    }

    private static Feature feature(
            String name, AggregationFunction function, Window window, List<Condition> where, @Nullable String source) {
        String column = function.readsColumn() ? "amount" : null;
        return new Feature(name, new Aggregate(function, column, window, where, 0, source), ValueType.DOUBLE, "");
    }

    private static Feature computed(String name, Computation computation) {
        return new Feature(name, computation, ValueType.DOUBLE, "");
    }

    private static StreamFeatureView view(List<Feature> features) {
        return new StreamFeatureView(
                "v",
                List.of(ViewEntity.ofSubject("member"), new ViewEntity("category", "category")),
                "order.paid",
                List.of(new TakingBack(RETURNED, Map.of("amount", "price", "category", "kind"))),
                List.of(),
                StreamFeatureView.LATENESS,
                Duration.ZERO,
                "",
                "",
                Map.of(),
                features);
    }
}
