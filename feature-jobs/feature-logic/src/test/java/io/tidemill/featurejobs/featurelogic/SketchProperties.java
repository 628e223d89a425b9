package io.tidemill.featurejobs.featurelogic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The summaries that are not exact: how far off they may be, and that no order of events or of merging shows. */
class SketchProperties {
    @Property(tries = 60)
    void manyDifferentValuesAreCountedToAFewPercent(@ForAll @IntRange(min = 257, max = 60_000) int different) {
        // Given more different values than are kept one by one
        DistinctValues values = new DistinctValues(0);
        for (long i = 0; i < different; i++) {
            values.add(observed(i * 7919));
        }
        // Then six standard errors are not exceeded
        assertThat((double) values.count()).isCloseTo(different, within(different * 6 * 1.04 / Math.sqrt(4096)));
    }

    @Test
    void asManyValuesAsAreKeptAreCountedExactly() {
        // Given
        DistinctValues values = new DistinctValues(0);
        for (int i = 0; i < DistinctValues.MOST_EXACT; i++) {
            values.add(observed("value " + i));
            values.add(observed("value " + i));
        }
        // Then
        assertThat(values.count()).isEqualTo(DistinctValues.MOST_EXACT);
    }

    @Property(tries = 60)
    void noOrderShows(
            @ForAll("amounts") List<Double> amounts,
            @ForAll @IntRange(min = 1, max = 5) int parts,
            @ForAll Random random) {
        // Given the same values in two orders
        List<Double> shuffled = new ArrayList<>(amounts);
        Collections.shuffle(shuffled, random);
        List<Supplier<Summary>> kinds = List.of(() -> new DistinctValues(0), () -> new Quantiles(0));
        for (Supplier<Summary> kind : kinds) {
            // When each is added up in parts, and the parts are merged in two orders too
            Summary one = merged(kind, parts(kind, amounts, parts));
            List<Summary> turned = parts(kind, shuffled, parts);
            Collections.reverse(turned);
            // Then there is no difference
            assertThat(answer(merged(kind, turned))).isEqualTo(answer(one));
        }
    }

    @Property(tries = 200)
    void aPercentileIsWithinOnePercent(
            @ForAll("amounts") List<Double> amounts, @ForAll @IntRange(min = 1, max = 99) int percent) {
        // Given
        Quantiles quantiles = new Quantiles(0);
        amounts.forEach(amount -> quantiles.add(observed(amount)));
        // When
        Double found = quantiles.value(percent);
        // Then it is the value at that rank, but for one percent
        double[] sorted =
                amounts.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double exact = sorted[Math.max(1, (int) Math.ceil(percent / 100.0 * sorted.length)) - 1];
        double known = Math.abs(exact) < Quantiles.LEAST
                ? 0
                : Math.signum(exact) * Math.min(Math.abs(exact), Quantiles.GREATEST);
        assertThat(found).isCloseTo(known, within(Math.abs(known) * (Quantiles.ACCURACY + 1e-9)));
    }

    @Test
    void valuesBeyondThoseThatAreCountedAreLeftOut() {
        // Given one value more than are counted, it coming often
        ValueCounts counts = new ValueCounts(0);
        for (int i = 0; i < ValueCounts.MOST_VALUES; i++) {
            counts.add(observed((long) i));
        }
        counts.add(observed(7L));
        for (int i = 0; i < 10; i++) {
            counts.add(observed(1_000_000L));
        }
        // Then it is not known, and what is known is counted on
        assertThat(counts.top(3)).containsExactly(7L, 0L, 1L);
    }

    @Provide
    Arbitrary<List<Double>> amounts() {
        Arbitrary<Double> usual =
                Arbitraries.integers().between(-100_000, 100_000).map(cents -> cents / 100.0);
        Arbitrary<Double> any = Arbitraries.doubles().between(-1e18, 1e18);
        Arbitrary<Double> tiny = Arbitraries.doubles().between(-1e-8, 1e-8).ofScale(12);
        return Arbitraries.oneOf(usual, any, tiny).list().ofMinSize(1).ofMaxSize(1500);
    }

    /** Of each value it depends on the value alone which part it is in, as it is with the tiles of time. */
    private static List<Summary> parts(Supplier<Summary> kind, List<Double> amounts, int count) {
        List<Summary> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            Summary summary = kind.get();
            for (double amount : amounts) {
                if (Math.floorMod(Double.hashCode(amount), count) == part) {
                    summary.add(observed(amount));
                }
            }
            parts.add(summary);
        }
        return parts;
    }

    private static Summary merged(Supplier<Summary> kind, List<Summary> parts) {
        Summary merged = kind.get();
        parts.forEach(part -> merged.merge(read(part, kind.get())));
        return merged;
    }

    private static Object answer(Summary summary) {
        return summary instanceof DistinctValues values
                ? values.count()
                : Arrays.asList(
                        ((Quantiles) summary).value(10),
                        ((Quantiles) summary).value(50),
                        ((Quantiles) summary).value(99));
    }

    private static Summary read(Summary summary, Summary empty) {
        StateWriter out = new StateWriter();
        summary.write(out);
        empty.read(new StateReader(out.toBytes()));
        return empty;
    }

    private static Observation observed(Object value) {
        return new Observation(0, "/s", "e", List.of(value));
    }
}
