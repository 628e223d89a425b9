package io.tidemill.featurejobs.featureconsistency.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DriftProperties {
    @Property
    void ofOneDistributionBothAreNothing(
            @ForAll @Size(min = 1, max = 200) double[] numbers, @ForAll @IntRange(max = 5) int missing) {
        Distribution distribution = withMissing(numbers, missing);
        assertThat(StabilityIndex.of(distribution, distribution)).isZero();
        assertThat(KolmogorovSmirnov.statistic(distribution, distribution)).isZero();
        assertThat(KolmogorovSmirnov.probability(distribution, distribution)).isEqualTo(1);
    }

    @Example
    void ofAsManyValuesAsAreJudgedChanceSeldomLooksLikeAShift() {
        // Given samples of one distribution, of twice the least size each, so that n m / (n + m) is that
        int enough = Math.toIntExact(2 * SampleSize.LEAST);
        assertThat(SampleSize.isEnough(enough, enough)).isTrue();
        assertThat(SampleSize.isEnough(enough - 1, enough)).isFalse();
        // When
        // Then an index of more than 0.1 is an exception, and of a quarter as many values it is not
        assertThat(shareOfShifts(enough)).isLessThan(0.05);
        assertThat(shareOfShifts(enough / 4)).isGreaterThan(0.3);
    }

    private static double shareOfShifts(int values) {
        Random random = new Random(7);
        int trials = 2000;
        int shifts = 0;
        for (int trial = 0; trial < trials; trial++) {
            Distribution one = Distribution.of(random.doubles(values).toArray());
            Distribution other = Distribution.of(random.doubles(values).toArray());
            shifts += StabilityIndex.of(one, other) > 0.1 ? 1 : 0;
        }
        return (double) shifts / trials;
    }

    @Example
    void aDayOfMissingValuesAloneIsCounted() {
        Reservoir served = new Reservoir();
        for (int value = 0; value < 300; value++) {
            served.add(Double.NaN);
        }
        assertThat(served.distribution().count()).isEqualTo(300);
        assertThat(StabilityIndex.of(Distribution.of(new double[] {1, 2, 3}), served.distribution()))
                .isGreaterThan(1);
    }

    @Property
    void theStabilityIndexIsNeverNegative(
            @ForAll @Size(min = 1, max = 50) double[] one, @ForAll @Size(min = 1, max = 50) double[] other) {
        assertThat(StabilityIndex.of(Distribution.of(one), Distribution.of(other)))
                .isNotNegative();
    }

    @Property
    void theStatisticIsTheGreatestDistanceOfTheTwoFunctions(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = -5, max = 5) Integer> one,
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -5, max = 5) Integer> other) {
        // Given small whole numbers, so that many are equal
        double[] left = one.stream().mapToDouble(Integer::doubleValue).toArray();
        double[] right = other.stream().mapToDouble(Integer::doubleValue).toArray();
        // When the distance is computed by counting, at every number and between
        double greatest = IntStream.rangeClosed(-12, 12)
                .mapToDouble(half -> half / 2.0)
                .map(at -> Math.abs(share(left, at) - share(right, at)))
                .max()
                .orElseThrow();
        // Then the statistic is it
        assertThat(KolmogorovSmirnov.statistic(Distribution.of(left), Distribution.of(right)))
                .isCloseTo(greatest, within(1e-12));
    }

    @Property
    void theStabilityIndexIsTheSumOverItsBins(@ForAll @Size(10) List<@DoubleRange(min = 0, max = 1) Double> weights) {
        // Given a hundred numbers, ten in each decile, and as many as the weights say of what was served in each
        double[] expected = IntStream.range(0, 100).asDoubleStream().toArray();
        int[] counts =
                weights.stream().mapToInt(weight -> (int) (weight * 50) + 1).toArray();
        double[] actual = IntStream.range(0, 10)
                .mapToObj(bin -> IntStream.range(0, counts[bin]).mapToDouble(each -> bin * 10 + each % 10))
                .flatMapToDouble(numbers -> numbers)
                .toArray();
        // When the index is computed from the shares
        double sum = 0;
        for (int count : counts) {
            double share = (double) count / actual.length;
            sum += (share - 0.1) * Math.log(share / 0.1);
        }
        // Then it is the same
        assertThat(StabilityIndex.of(Distribution.of(expected), Distribution.of(actual)))
                .isCloseTo(sum, within(1e-9));
    }

    @Property(tries = 50)
    void aReservoirIsASampleOfAll(@ForAll long seed) {
        Random random = new Random(seed);
        Reservoir reservoir = new Reservoir();
        double[] all = random.doubles(30_000).toArray();
        Arrays.stream(all).forEach(reservoir::add);
        Arrays.stream(all, 0, 10_000).forEach(number -> reservoir.add(Double.NaN));
        assertThat(reservoir.count()).isEqualTo(40_000);
        assertThat(reservoir.distribution().size()).isEqualTo(5000);
        assertThat(reservoir.distribution().missingShare()).isEqualTo(0.25);
        assertThat(KolmogorovSmirnov.statistic(reservoir.distribution(), Distribution.of(all)))
                .isLessThan(0.035);
    }

    @Test
    void aShiftIsSeen() {
        Random random = new Random(5);
        Distribution before = Distribution.of(random.doubles(2000).toArray());
        Distribution moved =
                Distribution.of(random.doubles(2000).map(x -> x + 0.3).toArray());
        assertThat(StabilityIndex.of(before, moved)).isGreaterThan(0.25);
        assertThat(KolmogorovSmirnov.statistic(before, moved)).isCloseTo(0.3, within(0.05));
        assertThat(KolmogorovSmirnov.probability(before, moved)).isLessThan(1e-6);
    }

    @Test
    void valuesThatGoMissingAreAShift() {
        double[] numbers = new Random(5).doubles(1000).toArray();
        Distribution half = withMissing(numbers, 1000);
        assertThat(StabilityIndex.of(Distribution.of(numbers), half)).isGreaterThan(0.25);
        assertThat(StabilityIndex.of(half, half)).isZero();
    }

    /** Values of table 2 of Smirnov (1948), On the estimation of the discrepancy between empirical curves of distribution. */
    @Test
    void theProbabilityIsKolmogorovsForManyNumbers() {
        assertThat(probabilityAt(1.36)).isCloseTo(0.0495, within(0.002));
        assertThat(probabilityAt(1.63)).isCloseTo(0.0098, within(0.001));
        assertThat(probabilityAt(0.83)).isCloseTo(0.496, within(0.01));
    }

    @Test
    void withoutNumbersThereIsNothingToSay() {
        Distribution none = Distribution.of(new double[0]);
        Distribution some = Distribution.of(new double[] {1});
        assertThat(StabilityIndex.of(none, some)).isNaN();
        assertThat(StabilityIndex.of(some, none)).isNaN();
        assertThat(KolmogorovSmirnov.statistic(none, some)).isNaN();
        assertThat(KolmogorovSmirnov.probability(some, none)).isNaN();
    }

    /** Of two samples of 100,000 whose functions are t effective standard deviations apart. */
    private static double probabilityAt(double t) {
        int size = 100_000;
        int shift = (int) Math.round(t / Math.sqrt(size / 2.0) * size);
        double[] one = IntStream.range(0, size).asDoubleStream().toArray();
        double[] other = IntStream.range(shift, size + shift).asDoubleStream().toArray();
        return KolmogorovSmirnov.probability(Distribution.of(one), Distribution.of(other));
    }

    private static double share(double[] numbers, double upTo) {
        return (double) Arrays.stream(numbers).filter(number -> number <= upTo).count() / numbers.length;
    }

    private static Distribution withMissing(double[] numbers, int missing) {
        double[] all = Arrays.copyOf(numbers, numbers.length + missing);
        Arrays.fill(all, numbers.length, all.length, Double.NaN);
        return Distribution.of(all);
    }
}
