package io.tidemill.ingestion.lakequality.measures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidemill.infra.httpserver.routes.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class MeasuresProperties {
    @Property(tries = 200)
    void aQuantileIsWithinTheAccuracyOfTheExactOne(
            @ForAll @Size(min = 1, max = 200) List<@DoubleRange(min = -1e6, max = 1e6) Double> numbers,
            @ForAll @DoubleRange(min = 0, max = 1) double share) {
        // Given
        QuantileSketch sketch = new QuantileSketch();
        numbers.forEach(sketch::add);
        List<Double> sorted = numbers.stream().sorted().toList();

        // When
        double quantile = sketch.quantile(share);

        // Then
        double exact = sorted.get((int) Math.floor(share * (sorted.size() - 1)));
        assertThat(quantile).isCloseTo(exact, within(QuantileSketch.ACCURACY * Math.abs(exact) + 1e-9));
        assertThat(sketch.count()).isEqualTo(numbers.size());
    }

    @Property(tries = 100)
    void sketchesOfDaysAddUpAndSurviveTheDatabase(
            @ForAll @Size(max = 100) List<@DoubleRange(min = -1e3, max = 1e3) Double> first,
            @ForAll @Size(max = 100) List<@DoubleRange(min = -1e3, max = 1e3) Double> second)
            throws JsonProcessingException {
        // Given
        QuantileSketch all = new QuantileSketch();
        first.forEach(all::add);
        second.forEach(all::add);
        QuantileSketch left = new QuantileSketch();
        first.forEach(left::add);
        QuantileSketch right = new QuantileSketch();
        second.forEach(right::add);

        // When
        left.add(Json.MAPPER.readValue(Json.MAPPER.writeValueAsString(right), QuantileSketch.class));

        // Then
        assertThat(left.buckets()).isEqualTo(all.buckets());
    }

    @Property(tries = 200)
    void momentsOfTwoDaysAreThoseOfAllNumbers(
            @ForAll @Size(max = 50) List<@DoubleRange(min = -1e4, max = 1e4) Double> first,
            @ForAll @Size(max = 50) List<@DoubleRange(min = -1e4, max = 1e4) Double> second) {
        // When
        Moments sum = moments(first).with(moments(second));

        // Then
        List<Double> all = new ArrayList<>(first);
        all.addAll(second);
        double mean = all.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double squares = all.stream()
                .mapToDouble(number -> (number - mean) * (number - mean))
                .sum();
        assertThat(sum.count()).isEqualTo(all.size());
        assertThat(sum.mean()).isCloseTo(mean, within(1e-6));
        assertThat(sum.deviation())
                .isCloseTo(
                        all.size() < 2 ? 0 : Math.sqrt(squares / (all.size() - 1)), within(1e-6 * (1 + mean * mean)));
    }

    @Property(tries = 200)
    void repeatedKeysAreCountedAlsoWhenTheyDoNotFitIntoMemory(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 60) Integer> numbers,
            @ForAll @IntRange(min = 1, max = 400) int inMemory) {
        // Given: keys that differ in either half only, and over all files
        List<HashedKeys.Key> keys = numbers.stream()
                .map(number -> new HashedKeys.Key((long) (number / 2) << 59 | number / 2, number % 2))
                .toList();
        Map<HashedKeys.Key, Long> counts =
                keys.stream().collect(Collectors.groupingBy(key -> key, HashMap::new, Collectors.counting()));

        // When
        try (HashedKeys hashed = new HashedKeys(inMemory, 1000)) {
            keys.forEach(hashed::add);
            long repeated = hashed.count();

            // Then
            assertThat(repeated).isEqualTo(keys.size() - counts.size());
            assertThat(hashed.sample())
                    .containsExactlyInAnyOrderElementsOf(counts.entrySet().stream()
                            .filter(count -> count.getValue() > 1)
                            .map(Map.Entry::getKey)
                            .toList());
        }
    }

    private static Moments moments(List<Double> numbers) {
        Moments moments = Moments.NONE;
        for (double number : numbers) {
            moments = moments.with(number);
        }
        return moments;
    }
}
