package io.tidemill.featurejobs.featureconsistency.comparison;

import static io.tidemill.featurejobs.featureconsistency.comparison.TestingView.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.featurelogic.ViewAggregation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntityComparisonTest {
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    /** Two orders: one taken in at once, one two hours after it happened. */
    private static final List<TakenIn> EVENTS = List.of(
            TestingView.event(START, START + SECOND, 1, 5),
            TestingView.event(START + 10 * MINUTE, START + 130 * MINUTE, 2, 7));

    private Limits limits = new Limits(Duration.ofMinutes(1), Duration.ZERO, Long.MAX_VALUE);
    private String definition = TestingView.VERSION;
    private Optional<String> had = Optional.of(TestingView.VERSION);

    @Test
    void aValueOfAllThatHappenedIsTheSame() {
        assertThat(cause("count", 1L, START, START + MINUTE)).isEmpty();
    }

    @Test
    void anEventTakenInAfterwardsIsLate() {
        // An hour later the second order has happened, and was not known
        assertThat(cause("count", 1L, START, START + HOUR)).contains(Cause.LATE_EVENT);
    }

    @Test
    void anEventTakenInJustBeforeMayBeMissing() {
        long takenIn = START + 130 * MINUTE;
        assertThat(cause("count", 1L, START, takenIn + 30 * SECOND)).contains(Cause.NOT_YET);
        assertThat(outcome("count", 1L, START, takenIn + 30 * SECOND).behind()).isEqualTo(30 * SECOND);
    }

    @Test
    void anEventTakenInLongBeforeMayNot() {
        assertThat(cause("count", 1L, START, START + 140 * MINUTE)).contains(Cause.STALE);
    }

    @Test
    void anEventThatHasLeftItsWindowMayStillBeIn() {
        // Both orders are seen; an hour after the second it has left the window, and nothing was written since
        assertThat(cause("count_1h", 2L, START + 10 * MINUTE, START + 5 * HOUR)).contains(Cause.DECAY_PENDING);
    }

    @Test
    void nothingElseExplainsAValue() {
        assertThat(cause("count", 3L, START, START + MINUTE)).contains(Cause.BUG);
    }

    @Test
    void aValueOfAnInstantAtWhichNoStateStandsIsNotExplained() {
        // The value is that of one order; but nothing happened at the instant it claims to be of
        assertThat(cause("count", 1L, START + MINUTE, START + HOUR)).contains(Cause.BUG);
    }

    @Test
    void aDefinitionThatChangedExplainsWhatNothingElseDoes() {
        definition = "changed";
        assertThat(cause("count", 3L, START, START + MINUTE)).contains(Cause.VERSION);
        assertThat(cause("count", 1L, START, START + HOUR)).contains(Cause.LATE_EVENT);
        // Whoever does not say which definition it had is taken to have had ours
        had = Optional.empty();
        assertThat(cause("count", 3L, START, START + MINUTE)).contains(Cause.BUG);
    }

    @Test
    void aFeatureThatOneOfTheDefinitionsLacksIsOfAnotherVersion() {
        assertThat(cause("gone", 3L, START, START + MINUTE)).contains(Cause.VERSION);
        assertThat(found("count", "NOT_FOUND", null, OptionalLong.of(START), START + MINUTE))
                .contains(Cause.VERSION);
    }

    @Test
    void ofAnInstantThatTheLakeHasNotReachedNothingCanBeSaid() {
        limits = new Limits(Duration.ofMinutes(1), Duration.ZERO, START + HOUR);
        assertThat(cause("count", 3L, START + 2 * HOUR, START + 2 * HOUR)).contains(Cause.LAKE_BEHIND);
        assertThat(cause("count", 3L, START, START + 2 * HOUR)).contains(Cause.BUG);
    }

    @Test
    void aValueThatWasMarkedAsTooOldIsExplained() {
        assertThat(found("count", "OUTSIDE_MAX_AGE", 1L, OptionalLong.of(START), START + HOUR))
                .contains(Cause.TTL);
        assertThat(found("count", "OUTSIDE_MAX_AGE", 3L, OptionalLong.of(START), START + HOUR))
                .contains(Cause.BUG);
    }

    @Test
    void anEntityOfWhomNothingIsStoredHasNoEvents() {
        assertThat(found("count", "NOT_FOUND", null, OptionalLong.empty(), START - MINUTE))
                .isEmpty();
        assertThat(found("count", "NOT_FOUND", null, OptionalLong.empty(), START + 10))
                .contains(Cause.LATE_EVENT);
        assertThat(found("count", "NOT_FOUND", null, OptionalLong.empty(), START + 10 * SECOND))
                .contains(Cause.NOT_YET);
        assertThat(found("count", "NOT_FOUND", null, OptionalLong.empty(), START + HOUR))
                .contains(Cause.STALE);
    }

    @Test
    void anEntityThatExpiredIsExplained() {
        limits = new Limits(Duration.ofMinutes(1), Duration.ofMinutes(30), Long.MAX_VALUE);
        assertThat(found("count", "NOT_FOUND", null, OptionalLong.empty(), START + HOUR))
                .contains(Cause.TTL);
        assertThat(found("count", "NOT_FOUND", null, OptionalLong.empty(), START + 20 * MINUTE))
                .contains(Cause.STALE);
    }

    @Test
    void sumsMayDifferInTheirLastDigits() {
        assertThat(cause("sum_2h", Math.nextUp(5.0), START, START + MINUTE)).isEmpty();
        assertThat(cause("sum_2h", 5.00001, START, START + MINUTE)).contains(Cause.BUG);
    }

    private Optional<Cause> cause(String feature, Object value, long storedAt, long servedAt) {
        return outcome(feature, value, storedAt, servedAt).outcomes().get(0).cause();
    }

    private RowOutcome outcome(String feature, Object value, long storedAt, long servedAt) {
        return compare(feature, "PRESENT", value, OptionalLong.of(storedAt), servedAt);
    }

    private Optional<Cause> found(
            String feature, String status, @Nullable Object value, OptionalLong storedAt, long servedAt) {
        return compare(feature, status, value, storedAt, servedAt)
                .outcomes()
                .get(0)
                .cause();
    }

    private RowOutcome compare(
            String feature, String status, @Nullable Object value, OptionalLong storedAt, long servedAt) {
        ServedRow row = new ServedRow(
                ServedRow.Reader.LOOKUP,
                "m",
                had,
                servedAt,
                servedAt,
                storedAt,
                List.of(new ServedRow.Value(feature, status, value)));
        return new EntityComparison(ViewAggregation.of(TestingView.ORDERS), definition, EVENTS, limits).compare(row);
    }
}
