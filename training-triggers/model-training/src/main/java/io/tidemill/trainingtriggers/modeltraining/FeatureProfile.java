package io.tidemill.trainingtriggers.modeltraining;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a feature looked like to a model that learnt from it, for what is served later to be compared with.
 *
 * @param missingShare the share of the rows that have no value
 * @param sample the values in ascending order: all of them, or so many at equal distances in that order
 */
public record FeatureProfile(double missingShare, List<Double> sample) {
    private static final int MOST = 1000;

    public FeatureProfile {
        sample = List.copyOf(sample);
    }

    /** The profile of each of the first columns of a training set, by its name. */
    static Map<String, FeatureProfile> of(Examples training, List<String> features) {
        Map<String, FeatureProfile> profiles = new TreeMap<>();
        for (String feature : features) {
            int column = training.columns().indexOf(feature);
            profiles.put(
                    feature,
                    of(Arrays.stream(training.values())
                            .mapToDouble(row -> row[column])
                            .toArray()));
        }
        return profiles;
    }

    private static FeatureProfile of(double[] values) {
        double[] present = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        int kept = Math.min(MOST, present.length);
        double missing = values.length == 0 ? 0 : (values.length - present.length) / (double) values.length;
        return new FeatureProfile(
                missing,
                IntStream.range(0, kept)
                        .mapToObj(place -> present[(int) ((2L * place + 1) * present.length / (2L * kept))])
                        .toList());
    }
}
