package io.tidemill.featurejobs.trainingsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemill.featurejobs.featurelogic.FeatureOracle;
import io.tidemill.featurejobs.featurelogic.Observation;
import io.tidemill.featurejobs.featurelogic.Recency;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Attribute;
import io.tidemill.schemas.featureviews.Computation.Aggregate;
import io.tidemill.schemas.featureviews.Computation.Ratio;
import io.tidemill.schemas.featureviews.Condition;
import io.tidemill.schemas.featureviews.Condition.Operator;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.TakingBack;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.ViewEntity;
import io.tidemill.schemas.featureviews.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class PointInTimeJoinProperties {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long BASE = 880_000_000_000L;
    /** Lists are no numbers, and percentiles are not exact. */
    private static final Set<AggregationFunction> NOT_COMPARED =
            EnumSet.of(AggregationFunction.LAST_N, AggregationFunction.TOP_K, AggregationFunction.PERCENTILE);

    private static final StreamFeatureView ORDERS = view("orders", "order.paid", Duration.ofDays(30));
    private static final StreamFeatureView REFUNDS = view("refunds", "order.refunded", Duration.ofHours(6));
    private static final StreamFeatureView NET = net();
    private static final StreamFeatureView LEVELS = levels();
    private static final List<StreamFeatureView> VIEWS = List.of(ORDERS, REFUNDS, NET, LEVELS);
    private static final List<KeyedView> KEYED =
            VIEWS.stream().map(view -> new KeyedView(view, List.of(0))).toList();
    private static final List<FeatureReference> COLUMNS =
            VIEWS.stream().flatMap(view -> view.references().stream()).toList();

    /** An event of one of the two types. */
    record Happening(String type, String entity, long time, String id, double amount) {}

    @Property(tries = 150)
    void everyRowEqualsTheOracle(
            @ForAll("happenings") List<Happening> happenings, @ForAll("rows") List<EntityRow> rows) {
        // When
        double[][] values = PointInTimeJoin.of(COLUMNS, KEYED).values(rows, histories(happenings));
        // Then every row asked for is there once, in order, and right
        assertThat(values.length).isEqualTo(rows.size());
        for (int row = 0; row < values.length; row++) {
            double[] expected = expected(happenings, rows.get(row));
            for (int column = 0; column < expected.length; column++) {
                assertThat(values[row][column])
                        .as(rows.get(row) + " " + COLUMNS.get(column))
                        .satisfiesAnyOf(close(expected[column]), same(expected[column]));
            }
        }
    }

    @Property(tries = 100)
    void noRowSeesItsFuture(
            @ForAll("happenings") List<Happening> happenings,
            @ForAll("rows") List<EntityRow> rows,
            @ForAll("happenings") List<Happening> more) {
        // Given a future that is another: events after the latest instant moved, and more of them
        long last =
                rows.stream().mapToLong(row -> row.asOf().toEpochMilli()).max().orElse(0);
        List<Happening> other = new ArrayList<>();
        for (Happening event : happenings) {
            other.add(event.time() <= last ? event : at(event, event.time() + 17 * DAY));
        }
        more.forEach(event -> other.add(at(event, last + 1 + (event.time() - BASE + 800 * DAY))));
        // When
        double[][] before = PointInTimeJoin.of(COLUMNS, KEYED).values(rows, histories(happenings));
        double[][] after = PointInTimeJoin.of(COLUMNS, KEYED).values(rows, histories(other));
        // Then no row changed
        assertThat(Arrays.deepEquals(after, before)).isTrue();
    }

    @Property(tries = 100)
    void labelsLookAfterTheInstantAndUpToTheHorizon(
            @ForAll("happenings") List<Happening> happenings, @ForAll("rows") List<EntityRow> rows) {
        NoEventWithin label = new NoEventWithin("order.paid", Duration.ofDays(90));
        double[] labels = Labels.of(label, rows, RowKey.SUBJECT, history(happenings, "order.paid"));
        for (int row = 0; row < labels.length; row++) {
            long instant = rows.get(row).asOf().toEpochMilli();
            String entity = rows.get(row).entity();
            boolean any = happenings.stream()
                    .anyMatch(event -> event.type().equals("order.paid")
                            && event.entity().equals(entity)
                            && event.time() > instant
                            && event.time() <= instant + 90 * DAY);
            assertThat(labels[row]).isEqualTo(any ? 0 : 1);
        }
    }

    private static Consumer<Double> close(double expected) {
        return value -> assertThat(value).isCloseTo(expected, within(1e-7));
    }

    private static Consumer<Double> same(double expected) {
        return value -> assertThat(value).isEqualTo(expected);
    }

    private static Happening at(Happening event, long time) {
        return new Happening(event.type(), event.entity(), time, event.id() + "'", event.amount());
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().between(BASE - 400 * DAY, BASE),
                Arbitraries.longs().between(0, 60).map(days -> (BASE / DAY - days) * DAY));
        Arbitrary<Happening> event = Combinators.combine(
                        Arbitraries.of("order.paid", "order.refunded", "member.updated"),
                        Arbitraries.of("a", "b", "c"),
                        times,
                        Arbitraries.integers().between(-100_000, 100_000))
                .as((type, entity, time, cents) -> new Happening(type, entity, time, "", cents / 100.0));
        return event.list().ofMaxSize(60).map(events -> {
            List<Happening> numbered = new ArrayList<>();
            events.forEach(each -> numbered.add(
                    new Happening(each.type(), each.entity(), each.time(), "e" + numbered.size(), each.amount())));
            return numbered;
        });
    }

    @Provide
    Arbitrary<List<EntityRow>> rows() {
        Arbitrary<Long> instants = Arbitraries.oneOf(
                Arbitraries.longs().between(BASE - 500 * DAY, BASE + 50 * DAY),
                Arbitraries.longs().between(0, 60).map(days -> (BASE / DAY - days) * DAY));
        return Combinators.combine(Arbitraries.of("a", "b", "nobody"), instants)
                .as((entity, instant) -> new EntityRow(entity, Instant.ofEpochMilli(instant)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    private static Histories histories(List<Happening> happenings) {
        Histories histories = new Histories();
        for (String type : List.of("order.paid", "order.refunded", "member.updated")) {
            histories.put(type, ViewKey.SUBJECT, history(happenings, type));
        }
        return histories;
    }

    private static EventHistory history(List<Happening> happenings, String type) {
        EventHistory history = new EventHistory(List.of("amount"));
        for (Happening event : happenings) {
            if (event.type().equals(type)) {
                @Nullable Object[] values = {BigDecimal.valueOf(event.amount())};
                history.add(event.entity(), new LakeRow(event.time(), "/s", event.id(), values));
            }
        }
        history.complete();
        return history;
    }

    private static double[] expected(List<Happening> happenings, EntityRow row) {
        List<Double> expected = new ArrayList<>();
        long instant = row.asOf().toEpochMilli();
        for (StreamFeatureView view : VIEWS) {
            ViewAggregation columns = ViewAggregation.of(view);
            List<Happening> own = happenings.stream()
                    .filter(event -> event.entity().equals(row.entity()))
                    .toList();
            List<Observation> seen = own.stream()
                    .filter(event -> view.sources().contains(event.type()))
                    .map(event -> asSeen(
                            columns.observe(event.type(), event.time(), "/s", event.id(), column -> event.amount()),
                            columns,
                            own))
                    .toList();
            List<@Nullable Object> values = FeatureOracle.values(view, columns.columns(), seen, instant);
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                boolean time = view.features().get(i).valueType() == ValueType.UNIX_TIMESTAMP;
                expected.add(
                        value == null
                                ? Double.NaN
                                : time ? Recency.seconds((Long) value, instant) : ((Number) value).doubleValue());
            }
        }
        return expected.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** With the amount of the newest update at or before it as its level. */
    private static Observation asSeen(Observation event, ViewAggregation columns, List<Happening> own) {
        int level = columns.columns().indexOf("level");
        List<@Nullable Object> values = new ArrayList<>(event.values());
        if (level >= 0) {
            values.set(
                    level,
                    own.stream()
                            .filter(told -> told.type().equals("member.updated") && told.time() <= event.time())
                            .max(Comparator.comparingLong(Happening::time).thenComparing(Happening::id))
                            .map(Happening::amount)
                            .orElse(null));
        }
        return new Observation(event.time(), event.source(), event.id(), values, event.kind());
    }

    /** Orders by the level that the member had then. */
    private static StreamFeatureView levels() {
        List<Condition> high = List.of(new Condition("level", Operator.ABOVE, List.of(0L)));
        List<Feature> features = new ArrayList<>();
        for (Window over : List.of(new Window.Sliding(Duration.ofDays(30)), Window.ALL_TIME)) {
            features.add(new Feature(
                    "high" + over.text(),
                    new Aggregate(AggregationFunction.SUM, "amount", over, high, 0),
                    ValueType.DOUBLE,
                    ""));
            features.add(Feature.of("levels" + over.text(), AggregationFunction.AVG, "level", over, ValueType.DOUBLE));
        }
        return new StreamFeatureView(
                "levels",
                List.of(ViewEntity.ofSubject("member")),
                "order.paid",
                List.of(),
                List.of(new Attribute("level", "member.updated", "amount", null)),
                Duration.ofHours(1),
                Duration.ZERO,
                "",
                "",
                Map.of(),
                features);
    }

    /** Orders less what was refunded, and the greatest of each. */
    private static StreamFeatureView net() {
        List<Feature> features = new ArrayList<>();
        for (Window over : List.of(new Window.Sliding(Duration.ofDays(30)), Window.ALL_TIME)) {
            for (AggregationFunction function :
                    List.of(AggregationFunction.COUNT, AggregationFunction.SUM, AggregationFunction.AVG)) {
                features.add(Feature.of(
                        function.text() + over.text(),
                        function,
                        function.readsColumn() ? "amount" : null,
                        over,
                        ValueType.DOUBLE));
            }
            for (String source : List.of("order.paid", "order.refunded")) {
                features.add(new Feature(
                        "max" + source + over.text(),
                        new Aggregate(AggregationFunction.MAX, "amount", over, List.of(), 0, source),
                        ValueType.DOUBLE,
                        ""));
            }
        }
        return new StreamFeatureView(
                "net",
                List.of(ViewEntity.ofSubject("member")),
                "order.paid",
                List.of(new TakingBack("order.refunded", Map.of())),
                List.of(),
                StreamFeatureView.LATENESS,
                Duration.ZERO,
                "",
                "",
                Map.of(),
                features);
    }

    private static StreamFeatureView view(String name, String source, Duration window) {
        List<Feature> features = new ArrayList<>();
        for (AggregationFunction function : AggregationFunction.values()) {
            if (NOT_COMPARED.contains(function)) {
                continue;
            }
            String column = function.readsColumn() ? "amount" : null;
            ValueType type =
                    function == AggregationFunction.TIME_SINCE_LAST || function == AggregationFunction.TIME_SINCE_FIRST
                            ? ValueType.UNIX_TIMESTAMP
                            : ValueType.DOUBLE;
            for (Window over : List.of(new Window.Sliding(window), Window.ALL_TIME)) {
                features.add(new Feature(
                        function.text() + over.text(), new Aggregate(function, column, over, List.of(), 0), type, ""));
            }
        }
        features.add(new Feature(
                "mean", new Ratio("sum" + new Window.Sliding(window).text(), "count"), ValueType.DOUBLE, ""));
        return new StreamFeatureView(name, "member", source, Duration.ZERO, "", "", Map.of(), features);
    }
}
