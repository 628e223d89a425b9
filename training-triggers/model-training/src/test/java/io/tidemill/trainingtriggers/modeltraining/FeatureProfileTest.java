package io.tidemill.trainingtriggers.modeltraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureProfileTest {
    @Test
    void fewValuesAreKeptAsTheyAre() {
        // Given three rows of two features, one of which is missing once
        Map<String, FeatureProfile> profiles = FeatureProfile.of(
                examples(new double[][] {{3, 1}, {Double.NaN, 1}, {2, 1}}), List.of("v:one", "v:two"));
        // Then each has its values in order, and the share that is missing
        assertThat(profiles.get("v:one")).isEqualTo(new FeatureProfile(1 / 3.0, List.of(2.0, 3.0)));
        assertThat(profiles.get("v:two")).isEqualTo(new FeatureProfile(0, List.of(1.0, 1.0, 1.0)));
    }

    @Test
    void ofManyValuesThoseAtEqualDistancesAreKept() {
        // Given more values than are kept, in descending order
        double[][] rows = IntStream.range(0, 12_345)
                .mapToObj(row -> new double[] {12_344 - row, 0})
                .toArray(double[][]::new);
        // When they are profiled
        List<Double> sample = Objects.requireNonNull(
                        FeatureProfile.of(examples(rows), List.of("v:one")).get("v:one"))
                .sample();
        // Then each quantile of the sample is that of all, to half a place
        assertThat(sample).hasSize(1000).isSorted();
        for (int place = 0; place < sample.size(); place++) {
            assertThat(sample.get(place) / 12_345).isCloseTo((place + 0.5) / 1000, within(1e-4));
        }
    }

    @Test
    void ofNoValueThereIsNothing() {
        assertThat(FeatureProfile.of(examples(new double[][] {{Double.NaN, 0}}), List.of("v:one")))
                .containsEntry("v:one", new FeatureProfile(1, List.of()));
    }

    private static Examples examples(double[][] rows) {
        return new Examples(
                Instant.EPOCH,
                List.of("v:one", "v:two"),
                Collections.nCopies(rows.length, "m"),
                rows,
                new boolean[rows.length],
                Map.of());
    }
}
