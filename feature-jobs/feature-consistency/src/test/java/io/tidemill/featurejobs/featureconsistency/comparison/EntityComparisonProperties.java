package io.tidemill.featurejobs.featureconsistency.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.featureconsistency.comparison.RowOutcome.Outcome;
import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import io.tidemill.featurejobs.featurelogic.ViewState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** A job that reads events in the order they were taken in, somewhat behind, is served from at random instants. */
class EntityComparisonProperties {
    private static final ViewAggregation VIEW = ViewAggregation.of(TestingView.ORDERS);
    private static final long IN_FLIGHT = Duration.ofSeconds(30).toMillis();

    @Property(tries = 300)
    void whatTheJobServedIsAlwaysExplained(@ForAll long seed) {
        // Given events of which some come late, and a job that is behind by up to the limit
        Random random = new Random(seed);
        List<TakenIn> events = events(random);
        Job job = new Job(events, random);
        // When rows are served at random instants
        List<RowOutcome> outcomes = compare(events, job.serve(20, IN_FLIGHT));
        // Then whatever differs has a cause that is no fault
        assertThat(outcomes).flatExtracting(RowOutcome::outcomes).allSatisfy(outcome -> assertThat(outcome.cause())
                .as("%s", outcome)
                .matches(cause -> cause.isEmpty()
                        || cause.get() == Cause.NOT_YET
                        || cause.get() == Cause.LATE_EVENT
                        || cause.get() == Cause.DECAY_PENDING));
    }

    @Property(tries = 300)
    void aValueIsTheRecomputedOneWhenTheJobHadSeenAll(@ForAll long seed) {
        // Given events none of which is late, and a job that is not behind and knows the time
        Random random = new Random(seed);
        List<TakenIn> events = events(random).stream()
                .map(event -> TestingView.event(event.time(), event.time(), (int) event.offset(), random.nextInt(50)))
                .toList();
        Job job = new Job(events, random);
        job.knowsTheTime = true;
        // Then every value is the one that is recomputed
        assertThat(compare(events, job.serve(20, 1)))
                .flatExtracting(RowOutcome::outcomes)
                .allSatisfy(outcome -> assertThat(outcome.cause()).isEmpty());
    }

    @Property(tries = 300)
    void aRowOfWhichOneValueWasChangedHasOneBug(@ForAll long seed) {
        // Given a row of several features of which one is another than was stored
        Random random = new Random(seed);
        List<TakenIn> events = events(random);
        List<ServedRow> served = new Job(events, random)
                .serve(5, IN_FLIGHT).stream()
                        .filter(row -> row.storedAt().isPresent())
                        .toList();
        for (ServedRow row : served) {
            int changed = random.nextInt(row.values().size());
            List<ServedRow.Value> values = new ArrayList<>(row.values());
            values.set(
                    changed,
                    new ServedRow.Value(
                            row.values().get(changed).feature(), "PRESENT", TestingView.IMPOSSIBLE.get(changed)));
            ServedRow tampered = new ServedRow(
                    row.reader(),
                    row.entity(),
                    row.definition(),
                    row.servedAt(),
                    row.askedFor(),
                    row.storedAt(),
                    values);
            // Then that one is a bug, and no other
            List<Outcome> outcomes = compare(events, List.of(tampered)).get(0).outcomes();
            for (int at = 0; at < outcomes.size(); at++) {
                assertThat(outcomes.get(at).cause().filter(Cause.BUG::equals).isPresent())
                        .as("%s of %s", outcomes.get(at), tampered)
                        .isEqualTo(at == changed);
            }
        }
    }

    @Property(tries = 300)
    void anEventThatTheJobLostIsFound(@ForAll long seed) {
        // Given a job that loses an event in the midst, and serves when all were taken in long ago
        Random random = new Random(seed);
        List<TakenIn> events = events(random);
        List<TakenIn> seen = new ArrayList<>(events);
        seen.remove(random.nextInt(seen.size()));
        Job job = new Job(seen, random);
        ServedRow row = job.row(seen.size(), events.get(events.size() - 1).at() + 10 * IN_FLIGHT, Long.MIN_VALUE);
        // Then the count of all events is no one's fault but the job's
        Outcome count = compare(events, List.of(row)).get(0).outcomes().get(0);
        assertThat(count.cause())
                .matches(cause -> cause.filter(found -> !found.explained()).isPresent());
    }

    private static List<RowOutcome> compare(List<TakenIn> events, List<ServedRow> rows) {
        EntityComparison comparison = new EntityComparison(
                VIEW,
                TestingView.VERSION,
                events,
                new Limits(Duration.ofMillis(IN_FLIGHT), Duration.ZERO, Long.MAX_VALUE));
        return rows.stream().map(comparison::compare).toList();
    }

    /** In the order they were taken in, each at or after its time, a fifth of them much later. */
    private static List<TakenIn> events(Random random) {
        List<TakenIn> events = new ArrayList<>();
        int count = 1 + random.nextInt(25);
        for (int number = 0; number < count; number++) {
            long time = TestingView.START + random.nextLong(Duration.ofHours(8).toMillis());
            long late =
                    random.nextInt(5) == 0 ? random.nextLong(Duration.ofHours(3).toMillis()) : random.nextInt(500);
            events.add(TestingView.event(time, time + late, number, random.nextInt(50)));
        }
        return events.stream().sorted().toList();
    }

    /** What the streaming job does, as docs/features.md tells it. */
    private static final class Job {
        private final List<TakenIn> events;
        private final Random random;
        private boolean knowsTheTime;

        Job(List<TakenIn> events, Random random) {
            this.events = events.stream().sorted().toList();
            this.random = random;
        }

        List<ServedRow> serve(int rows, long mostBehind) {
            List<ServedRow> served = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                long at =
                        TestingView.START + random.nextLong(Duration.ofHours(12).toMillis());
                long behind = random.nextLong(mostBehind);
                int seen = (int) events.stream()
                        .filter(event -> event.at() <= at - behind)
                        .count();
                served.add(row(
                        seen,
                        at,
                        knowsTheTime
                                ? at
                                : at - random.nextLong(Duration.ofHours(2).toMillis())));
            }
            return served.stream()
                    .sorted(Comparator.comparingLong(ServedRow::servedAt))
                    .toList();
        }

        /** What is served when so many events were seen, and the watermark has reached an instant. */
        ServedRow row(int seen, long servedAt, long watermark) {
            ViewState state = VIEW.newState();
            events.subList(0, seen).forEach(event -> state.add(event.observation()));
            state.advance(watermark);
            List<ServedRow.Value> values = new ArrayList<>();
            for (int feature = 0; feature < VIEW.view().features().size(); feature++) {
                @Nullable Object value = state.isEmpty() ? null : state.values().get(feature);
                String status = state.isEmpty() ? "NOT_FOUND" : value == null ? "NULL_VALUE" : "PRESENT";
                values.add(
                        new ServedRow.Value(VIEW.view().features().get(feature).name(), status, value));
            }
            return new ServedRow(
                    ServedRow.Reader.LOOKUP,
                    "m",
                    Optional.of(TestingView.VERSION),
                    servedAt,
                    servedAt,
                    state.isEmpty() ? OptionalLong.empty() : OptionalLong.of(state.asOf()),
                    values);
        }
    }
}
