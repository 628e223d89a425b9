package io.tidemill.featurejobs.featureconsistency.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.featureconsistency.comparison.RowOutcome.Outcome;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Views whose events lie in several partitions and topics, in each of which the job is somewhere else. */
class SeveralLanesProperties {
    private static final long IN_FLIGHT = 60_000;
    private static final FeatureDefinitions DEFINITIONS = FeatureDefinitions.parse(
            "shop.yaml",
            """
            project: shop
            entities: [{name: shop, joinKey: shop_id, valueType: string}]
            streamFeatureViews:
              - name: net
                entity: shop
                keys: {shop: shopId}
                source: order.paid
                takenBackBy: {order.refunded: {}}
                features:
                  - {name: count, function: count}
                  - {name: sum_2h, function: sum, column: amount, window: PT2H}
                  - {name: last, function: last, column: amount, source: order.paid}
              - name: by_level
                entity: shop
                source: order.paid
                attributes: {level: {source: member.registered, column: level}}
                lateness: P1D
                features:
                  - {name: count, function: count}
                  - {name: gold, function: count, where: {level: gold}}
                  - {name: gold_1h, function: sum, column: amount, where: {level: gold}, window: PT1H}
            """);
    private static final ViewAggregation NET =
            ViewAggregation.of(DEFINITIONS.view("net").orElseThrow());
    private static final ViewAggregation BY_LEVEL =
            ViewAggregation.of(DEFINITIONS.view("by_level").orElseThrow());
    /** Values of {@link #NET} that no events give. */
    private static final List<Object> IMPOSSIBLE = List.of(4711L, -4711.5, -1.0);

    @Property(tries = 200)
    void whatAJobServesThatIsAsFarAsItMayBeIsNeverUnexplained(@ForAll long seed) {
        Random random = new Random(seed);
        ViewAggregation view = random.nextBoolean() ? NET : BY_LEVEL;
        List<TakenIn> events = events(view, random);
        List<ServedRow> rows = new ArrayList<>();
        for (int row = 0; row < 15; row++) {
            long at = TestingView.START + random.nextLong(Duration.ofHours(12).toMillis());
            rows.add(served(
                    view,
                    seen(events, at, random),
                    at,
                    at - random.nextLong(Duration.ofHours(2).toMillis())));
        }
        assertThat(compare(view, events, rows))
                .flatExtracting(RowOutcome::outcomes)
                .allSatisfy(outcome -> assertThat(outcome.cause())
                        .as("%s", outcome)
                        .matches(cause -> cause.isEmpty()
                                || cause.get() == Cause.NOT_YET
                                || cause.get() == Cause.LATE_EVENT
                                || cause.get() == Cause.DECAY_PENDING));
    }

    @Property(tries = 200)
    void aRowOfWhichOneValueWasChangedHasOneBug(@ForAll long seed) {
        // Given rows of a job that is as far as it may be, of which one value is another than was stored
        Random random = new Random(seed);
        List<TakenIn> events = events(NET, random);
        long at = TestingView.START + random.nextLong(Duration.ofHours(12).toMillis());
        ServedRow row = served(NET, seen(events, at, random), at, at);
        if (row.storedAt().isEmpty()) {
            return;
        }
        int changed = random.nextInt(row.values().size());
        List<ServedRow.Value> values = new ArrayList<>(row.values());
        values.set(
                changed, new ServedRow.Value(row.values().get(changed).feature(), "PRESENT", IMPOSSIBLE.get(changed)));
        ServedRow tampered =
                new ServedRow(row.reader(), row.entity(), row.definition(), at, at, row.storedAt(), values);
        // Then that one is a bug, and no other
        List<Outcome> outcomes = compare(NET, events, List.of(tampered)).get(0).outcomes();
        for (int feature = 0; feature < outcomes.size(); feature++) {
            assertThat(outcomes.get(feature).cause().filter(Cause.BUG::equals).isPresent())
                    .as("%s of %s", outcomes.get(feature), tampered)
                    .isEqualTo(feature == changed);
        }
    }

    @Property(tries = 200)
    void anEventThatTheJobLostIsFound(@ForAll long seed) {
        // Given a job that lost an event, and serves when all were taken in long ago
        Random random = new Random(seed);
        List<TakenIn> events = events(NET, random);
        List<TakenIn> seen = new ArrayList<>(events);
        seen.remove(random.nextInt(seen.size()));
        long at = events.get(events.size() - 1).at() + 10 * IN_FLIGHT;
        // Then the net count of all is the job's fault
        Outcome count = compare(NET, events, List.of(served(NET, seen, at, Long.MIN_VALUE)))
                .get(0)
                .outcomes()
                .get(0);
        assertThat(count.cause())
                .matches(cause -> cause.filter(found -> !found.explained()).isPresent());
    }

    @Example
    void whereTooManyEventsAreOnTheirWayAtOnceNothingIsDecided() {
        // Given thirteen lanes with three events each that were all just taken in
        List<TakenIn> events = new ArrayList<>();
        for (int partition = 0; partition < 13; partition++) {
            for (int offset = 0; offset < 3; offset++) {
                long time = TestingView.START + 100L * offset + partition;
                events.add(event(NET, "order.paid", time, time + 10, partition, offset, 5));
            }
        }
        long at = TestingView.START + 1000;
        List<TakenIn> some = events.stream()
                .filter(event -> event.partition() % 2 == 0 && event.offset() < 2)
                .toList();
        ServedRow row = served(NET, some, at, at);
        // When
        List<Outcome> outcomes = compare(NET, events, List.of(row)).get(0).outcomes();
        // Then nobody is accused, and it does not count as judged
        assertThat(outcomes.get(0).cause()).contains(Cause.UNDECIDED);
        assertThat(Cause.UNDECIDED.explained()).isTrue();
    }

    @Example
    void anAttributeThatMayHaveComeTooLateIsNoBug() {
        // Given an order that was settled when an older level came
        TakenIn order = event(BY_LEVEL, "order.paid", TestingView.START, TestingView.START, 0, 0, 5);
        long late = TestingView.START + 10 * Duration.ofHours(1).toMillis();
        TakenIn level = event(BY_LEVEL, "member.registered", TestingView.START - 1000, late, 0, 0, 1);
        ServedRow row = served(BY_LEVEL, List.of(order), late + 10 * IN_FLIGHT, Long.MIN_VALUE);
        // When
        List<Outcome> outcomes =
                compare(BY_LEVEL, List.of(order, level), List.of(row)).get(0).outcomes();
        // Then the lake, which knows all, sees the order otherwise, and that is late
        assertThat(outcomes.get(0).cause()).isEmpty();
        assertThat(outcomes.get(1).recomputed()).isEqualTo(1L);
        assertThat(outcomes.get(1).cause()).contains(Cause.LATE_EVENT);
    }

    private static List<RowOutcome> compare(ViewAggregation view, List<TakenIn> events, List<ServedRow> rows) {
        EntityComparison comparison = new EntityComparison(
                view,
                TestingView.VERSION,
                events,
                new Limits(Duration.ofMillis(IN_FLIGHT), Duration.ZERO, Long.MAX_VALUE));
        return rows.stream().map(comparison::compare).toList();
    }

    /** In the order they were taken in, of all types that a view reads, in two partitions each. */
    private static List<TakenIn> events(ViewAggregation view, Random random) {
        List<TakenIn> events = new ArrayList<>();
        int count = 1 + random.nextInt(20);
        List<String> types = view.view().eventTypes();
        for (int number = 0; number < count; number++) {
            long time = TestingView.START + random.nextLong(Duration.ofHours(8).toMillis());
            long late =
                    random.nextInt(5) == 0 ? random.nextLong(Duration.ofHours(3).toMillis()) : random.nextInt(500);
            events.add(event(
                    view,
                    types.get(random.nextInt(types.size())),
                    time,
                    time + late,
                    random.nextInt(2),
                    number,
                    random.nextInt(50)));
        }
        return events.stream().sorted().toList();
    }

    private static TakenIn event(
            ViewAggregation view, String type, long time, long takenIn, int partition, int number, double amount) {
        return new TakenIn(
                view.observe(
                        type,
                        time,
                        "/shop",
                        type + "/" + partition + "/" + number,
                        column -> column.equals("amount")
                                ? (Object) amount
                                : column.equals("level") && amount % 2 == 1 ? "gold" : null),
                takenIn,
                partition,
                number);
    }

    /** What a job has seen that is behind by less than is allowed, by another time in each partition of each topic. */
    private static List<TakenIn> seen(List<TakenIn> events, long at, Random random) {
        Map<String, Long> reached = new HashMap<>();
        return events.stream()
                .filter(event -> event.at()
                        <= reached.computeIfAbsent(
                                event.observation().kind() + "-" + event.partition(),
                                lane -> at - random.nextLong(IN_FLIGHT)))
                .toList();
    }

    private static ServedRow served(ViewAggregation view, List<TakenIn> seen, long servedAt, long watermark) {
        ViewState state = view.newState();
        seen.forEach(event -> state.add(event.observation()));
        state.advance(watermark);
        List<ServedRow.Value> values = new ArrayList<>();
        List<Feature> features = view.view().features();
        for (int feature = 0; feature < features.size(); feature++) {
            @Nullable Object value = state.isEmpty() ? null : state.values().get(feature);
            String status = state.isEmpty() ? "NOT_FOUND" : value == null ? "NULL_VALUE" : "PRESENT";
            values.add(new ServedRow.Value(features.get(feature).name(), status, value));
        }
        return new ServedRow(
                ServedRow.Reader.LOOKUP,
                "s",
                Optional.of(TestingView.VERSION),
                servedAt,
                servedAt,
                state.isEmpty() ? OptionalLong.empty() : OptionalLong.of(state.asOf()),
                values);
    }
}
