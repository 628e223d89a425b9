package io.tidemill.featurejobs.trainingsets.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.featurejobs.trainingsets.tables.RowsAsOf.Question;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class RowsAsOfProperties {
    /** Few different times, so that there are ties. */
    private static final long SECOND = 1_000_000;

    @Property(tries = 500)
    void everyQuestionIsAnsweredAsByTryingAllRows(
            @ForAll("rows") List<TableRow> rows,
            @ForAll("questions") List<Question> questions,
            @ForAll("ttls") Duration ttl,
            @ForAll boolean written,
            @ForAll Random random) {
        // Given rows in one order and in another
        RowsAsOf one = new RowsAsOf(questions, ttl, written);
        RowsAsOf other = new RowsAsOf(questions, ttl, written);
        List<TableRow> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, random);
        // When
        rows.forEach(one::add);
        shuffled.forEach(other::add);
        // Then
        @Nullable TableRow[] found = one.found();
        @Nullable TableRow[] again = other.found();
        assertThat(found).hasSize(questions.size());
        for (int i = 0; i < found.length; i++) {
            TableRow expected = expected(rows, questions.get(i), ttl, written);
            assertThat(same(found[i], expected))
                    .as(questions.get(i) + ": " + found[i])
                    .isTrue();
            assertThat(same(again[i], expected)).isTrue();
        }
    }

    /** As the rules say it, and in no other way. */
    private static @Nullable TableRow expected(List<TableRow> rows, Question question, Duration ttl, boolean written) {
        @Nullable TableRow best = null;
        for (TableRow row : rows) {
            Instant time = Instant.EPOCH.plus(row.time(), ChronoUnit.MICROS);
            boolean known = !written
                    || (row.created() != null
                            && !Instant.EPOCH
                                    .plus(row.created(), ChronoUnit.MICROS)
                                    .isAfter(question.asOf()));
            boolean young = ttl.isZero() || !time.isBefore(question.asOf().minus(ttl));
            if (row.id().equals(question.id()) && !time.isAfter(question.asOf()) && known && young) {
                best = best == null || isBetter(row, best) ? row : best;
            }
        }
        return best;
    }

    private static boolean isBetter(TableRow row, TableRow than) {
        if (row.time() != than.time()) {
            return row.time() > than.time();
        }
        long written = row.created() == null ? Long.MIN_VALUE : row.created();
        long before = than.created() == null ? Long.MIN_VALUE : than.created();
        if (written != before) {
            return written > before;
        }
        for (int i = 0; i < row.values().length; i++) {
            Object one = row.values()[i];
            Object other = than.values()[i];
            if (!Objects.equals(one, other)) {
                return other == null || (one != null && ((Long) one) > (Long) other);
            }
        }
        return false;
    }

    private static boolean same(@Nullable TableRow one, @Nullable TableRow other) {
        return one == null || other == null
                ? one == other
                : one.time() == other.time()
                        && Objects.equals(one.created(), other.created())
                        && java.util.Arrays.equals(one.values(), other.values());
    }

    @Provide
    Arbitrary<List<TableRow>> rows() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.longs().between(-3, 9),
                        Arbitraries.longs().between(-3, 12).injectNull(0.3),
                        Arbitraries.longs().between(0, 2).injectNull(0.3),
                        Arbitraries.longs().between(0, 1).injectNull(0.3))
                .as((id, time, created, first, second) -> new TableRow(
                        id, time * SECOND, created == null ? null : created * SECOND, new Object[] {first, second}))
                .list()
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<Question>> questions() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "nobody"), Arbitraries.longs().between(-4_000, 14_000))
                .as((id, millis) -> new Question(id, Instant.ofEpochMilli(millis / 500 * 500)))
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<Duration> ttls() {
        return Arbitraries.of(
                Duration.ZERO, Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofDays(9_999_999));
    }
}
