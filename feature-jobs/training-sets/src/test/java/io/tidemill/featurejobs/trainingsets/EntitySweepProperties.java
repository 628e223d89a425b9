package io.tidemill.featurejobs.trainingsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.featurejobs.featurelogic.ViewKey;
import io.tidemill.schemas.featureviews.AggregationFunction;
import io.tidemill.schemas.featureviews.Attribute;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.TakingBack;
import io.tidemill.schemas.featureviews.ValueType;
import io.tidemill.schemas.featureviews.ViewEntity;
import io.tidemill.schemas.featureviews.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Going through one entity after the other finds what is found with all events in memory. */
class EntitySweepProperties {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final List<String> TYPES = List.of("order.paid", "order.refunded", "member.updated");
    private static final List<String> COLUMNS = List.of("amount", "shop");
    private static final List<Label> LABELS = List.of(
            new NoEventWithin("order.paid", Duration.ofHours(30)),
            new WithinHorizon(AggregationFunction.SUM, "amount", "order.paid", Duration.ofHours(50)),
            new WithinHorizon(AggregationFunction.MAX, "amount", "order.refunded", Duration.ofHours(9)));

    /** By member, by shop, and by both; with what takes back, and with what the member was. */
    private static final List<KeyedView> VIEWS = List.of(
            new KeyedView(view("net", List.of(ViewEntity.ofSubject("member"))), List.of(0)),
            new KeyedView(view("shops", List.of(new ViewEntity("shop", "shop"))), List.of(1)),
            new KeyedView(
                    view("both", List.of(ViewEntity.ofSubject("member"), new ViewEntity("shop", "shop"))),
                    List.of(0, 1)),
            new KeyedView(levels(), List.of(0)));

    private static final List<FeatureReference> FEATURES =
            VIEWS.stream().flatMap(view -> view.view().references().stream()).toList();

    /** An event of a type. */
    record Happening(String type, String member, @Nullable String shop, LakeRow row) {}

    @Property(tries = 200)
    void findsWhatIsFoundInMemory(
            @ForAll("happenings") List<Happening> happenings,
            @ForAll("rows") List<EntityRow> rows,
            @ForAll("labels") Label label,
            @ForAll Random random) {
        // Given what is found with all in memory
        RowKey labelKey = LabelKey.of(label, VIEWS, List.of());
        Histories histories = histories(happenings);
        double[][] values = PointInTimeJoin.of(FEATURES, VIEWS).values(rows, histories);
        double[] labels = Labels.of(label, rows, labelKey, histories.of(label.eventType(), labelKey.key()));
        // When each entity's events and rows come in order of time, and those of one instant in any
        List<ViewColumns> columns =
                VIEWS.stream().map(view -> ViewColumns.of(view, FEATURES)).toList();
        SweepPlan plan = SweepPlan.of(
                columns,
                Optional.of(label),
                Optional.of(labelKey),
                Map.of(TYPES.get(0), COLUMNS, TYPES.get(1), COLUMNS, TYPES.get(2), COLUMNS));
        TrainingSetAnswers answers = answers(rows, columns);
        sweep(plan, happenings, rows, random, answers);
        TrainingSet swept = answers.trainingSet();
        // Then it is the same, to the bit
        for (int row = 0; row < rows.size(); row++) {
            assertThat(swept.features(row)).as(rows.get(row).toString()).containsExactly(values[row]);
            assertThat(swept.label(row)).isEqualTo(Double.valueOf(labels[row]));
        }
    }

    @Example
    void whatIsNotInOrderIsRefused() {
        SweepPlan plan = SweepPlan.of(List.of(), Optional.empty(), Optional.empty(), Map.of());
        EntitySweep sweep = plan.open().begin(0, (part, row, values) -> {});
        sweep.row(0, 7);
        assertThatThrownBy(() -> sweep.row(1, 6)).hasMessage("6 came after 7, expected the order of time");
    }

    @Example
    void aRowWithoutAnAnswerIsNoticed() {
        List<ViewColumns> columns =
                VIEWS.stream().map(view -> ViewColumns.of(view, FEATURES)).toList();
        TrainingSetAnswers answers = answers(List.of(new EntityRow(List.of("m", "s"), Instant.EPOCH)), columns);
        assertThatThrownBy(answers::trainingSet).hasMessage("part 0 of the values came for 0 of 1 rows");
    }

    private static TrainingSetAnswers answers(List<EntityRow> rows, List<ViewColumns> columns) {
        return new TrainingSetAnswers(
                rows.size(),
                columns.stream().map(ViewColumns::targets).toList(),
                new Cells.Numbers(rows.size(), FEATURES.size()),
                true,
                (cells, labels) -> new TrainingSet(FEATURES, rows, ((Cells.Numbers) cells).values(), labels, Map.of()));
    }

    /** What is known of an entity at a time. */
    private record Moment(int slot, String key, long time, int source, @Nullable LakeRow event, int row) {}

    private static void sweep(
            SweepPlan plan,
            List<Happening> happenings,
            List<EntityRow> rows,
            Random random,
            EntitySweep.Answers answers) {
        List<Moment> moments = new ArrayList<>();
        for (Happening event : happenings) {
            plan.keys(
                    event.type(),
                    event.member(),
                    event.row(),
                    (slot, key, source) ->
                            moments.add(new Moment(slot, key, event.row().time(), source, event.row(), -1)));
        }
        for (int row = 0; row < rows.size(); row++) {
            for (int slot = 0; slot < plan.slots(); slot++) {
                long asOf = rows.get(row).asOf().toEpochMilli();
                moments.add(new Moment(slot, plan.key(rows.get(row), slot), asOf, -1, null, row));
            }
        }
        Collections.shuffle(moments, random);
        moments.sort(Comparator.comparingLong(Moment::time));
        SweepPlan.Sweeps sweeps = plan.open();
        for (int slot = 0; slot < plan.slots(); slot++) {
            int of = slot;
            List<Moment> inSlot =
                    moments.stream().filter(moment -> moment.slot() == of).toList();
            TreeSet<String> keys = new TreeSet<>();
            inSlot.forEach(moment -> keys.add(moment.key()));
            for (String key : keys) {
                EntitySweep sweep = sweeps.begin(slot, answers);
                inSlot.stream().filter(moment -> moment.key().equals(key)).forEach(moment -> {
                    if (moment.event() == null) {
                        sweep.row(moment.row(), moment.time());
                    } else {
                        sweep.event(moment.source(), moment.event());
                    }
                });
                sweep.end();
            }
        }
    }

    private static Histories histories(List<Happening> happenings) {
        Histories histories = new Histories();
        for (String type : TYPES) {
            for (List<@Nullable String> key : keys()) {
                ViewKey by = new ViewKey(key);
                EventHistory history = new EventHistory(COLUMNS);
                happenings.stream().filter(event -> event.type().equals(type)).forEach(event -> LakeReader.id(
                                by, event.member(), event.row(), COLUMNS)
                        .ifPresent(id -> history.add(id, event.row())));
                history.complete();
                histories.put(type, by, history);
            }
        }
        return histories;
    }

    private static List<List<@Nullable String>> keys() {
        List<@Nullable String> subject = Collections.singletonList(null);
        List<@Nullable String> both = new ArrayList<>(subject);
        both.add("shop");
        return List.of(subject, List.of("shop"), both);
    }

    @Provide
    Arbitrary<Label> labels() {
        return Arbitraries.of(LABELS);
    }

    /** Some known late, and some twice. */
    @Provide
    Arbitrary<List<Happening>> happenings() {
        Arbitrary<String> shops = Arbitraries.of("s", "t:1").injectNull(0.2);
        Arbitrary<Happening> event = Combinators.combine(
                        Arbitraries.of(TYPES),
                        Arbitraries.of("a", "b"),
                        shops,
                        Arbitraries.longs().between(-30, 90),
                        Arbitraries.of(0L, 0L, 1L, 40L),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(-100_000, 100_000))
                .as((type, member, shop, hour, late, id, cents) -> {
                    @Nullable Object[] values = {cents / 100.0, shop};
                    return new Happening(
                            type, member, shop, new LakeRow(hour * HOUR, (hour + late) * HOUR, "/s", "e" + id, values));
                });
        return event.list().ofMaxSize(40).map(events -> {
            // One event is one event: what has its time, its id and its type has all else in common but when it came.
            List<Happening> consistent = new ArrayList<>();
            for (Happening next : events) {
                Optional<Happening> before = consistent.stream()
                        .filter(other -> other.type().equals(next.type())
                                && other.row().id().equals(next.row().id())
                                && other.row().time() == next.row().time())
                        .findFirst();
                consistent.add(before.map(first -> new Happening(
                                first.type(),
                                first.member(),
                                first.shop(),
                                new LakeRow(
                                        first.row().time(),
                                        next.row().known(),
                                        "/s",
                                        first.row().id(),
                                        first.row().values())))
                        .orElse(next));
            }
            return consistent;
        });
    }

    @Provide
    Arbitrary<List<EntityRow>> rows() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "nobody"),
                        Arbitraries.of("s", "t:1"),
                        Arbitraries.longs().between(-40, 120))
                .as((member, shop, hour) -> new EntityRow(List.of(member, shop), Instant.ofEpochMilli(hour * HOUR)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(15);
    }

    private static StreamFeatureView view(String name, List<ViewEntity> entities) {
        return new StreamFeatureView(
                name,
                entities,
                "order.paid",
                List.of(new TakingBack("order.refunded", Map.of())),
                List.of(),
                StreamFeatureView.LATENESS,
                Duration.ZERO,
                "",
                "",
                Map.of(),
                features(AggregationFunction.COUNT, AggregationFunction.SUM, AggregationFunction.AVG));
    }

    private static StreamFeatureView levels() {
        return new StreamFeatureView(
                "levels",
                List.of(ViewEntity.ofSubject("member")),
                "order.paid",
                List.of(),
                List.of(new Attribute("level", "member.updated", "amount", null)),
                Duration.ofHours(2),
                Duration.ZERO,
                "",
                "",
                Map.of(),
                Stream.of(AggregationFunction.SUM, AggregationFunction.STDDEV)
                        .map(function -> Feature.of(
                                function.text(),
                                function,
                                "level",
                                new Window.Sliding(Duration.ofDays(2)),
                                ValueType.DOUBLE))
                        .toList());
    }

    private static List<Feature> features(AggregationFunction... functions) {
        List<Feature> features = new ArrayList<>();
        for (Window over : List.of(new Window.Sliding(Duration.ofHours(30)), Window.ALL_TIME)) {
            for (AggregationFunction function : functions) {
                features.add(Feature.of(
                        function.text() + over.text(),
                        function,
                        function.readsColumn() ? "amount" : null,
                        over,
                        ValueType.DOUBLE));
            }
        }
        return features;
    }
}
