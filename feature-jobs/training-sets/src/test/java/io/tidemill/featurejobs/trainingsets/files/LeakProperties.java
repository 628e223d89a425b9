package io.tidemill.featurejobs.trainingsets.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LeakProperties {
    private static final int ROWS = 200;

    /** A value and whether its row is positive. */
    record Scored(double value, boolean positive) {}

    @Property(tries = 300)
    void theAreaIsTheShareOfPairsInOrder(@ForAll("scored") List<Scored> scored) {
        double[] values = scored.stream().mapToDouble(Scored::value).toArray();
        boolean[] positives = new boolean[values.length];
        double inOrder = 0;
        long pairs = 0;
        long positive = 0;
        for (int i = 0; i < values.length; i++) {
            positives[i] = scored.get(i).positive();
            positive += positives[i] ? 1 : 0;
            for (int j = 0; j < values.length; j++) {
                if (scored.get(i).positive() && !scored.get(j).positive()) {
                    pairs++;
                    inOrder += values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0;
                }
            }
        }
        if (positive < 5 || values.length - positive < 5) {
            assertThat(Leak.auc(values, positives)).isEmpty();
        } else {
            assertThat(Leak.auc(values, positives).orElseThrow()).isCloseTo(inOrder / pairs, within(1e-9));
        }
    }

    @Test
    void featuresThatKnowTheLabelAreFound() {
        // Given features that are the label in disguise, and one that is not
        Random random = new Random(5);
        double[] label = new double[ROWS];
        double[] negated = new double[ROWS];
        double[] onlyOfPositives = new double[ROWS];
        double[] innocent = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            label[row] = row % 3 == 0 ? 1 : 0;
            negated[row] = -label[row] * 10 + random.nextDouble();
            onlyOfPositives[row] = label[row] == 1 ? random.nextDouble() : Double.NaN;
            innocent[row] = random.nextDouble() + label[row] / 2;
        }
        // When
        List<Leak> leaks = Leak.find(
                List.of("negated", "only_of_positives", "innocent"),
                List.of(negated, onlyOfPositives, innocent),
                label);
        // Then
        assertThat(leaks)
                .containsExactly(new Leak("negated", "auc", 1.0), new Leak("only_of_positives", "auc of null", 1.0));
    }

    @Test
    void ofALabelOfManyValuesTheOrderTells() {
        // Given
        Random random = new Random(5);
        double[] label = random.doubles(ROWS).toArray();
        double[] cubed = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            cubed[row] = -label[row] * label[row] * label[row];
        }
        // When
        List<Leak> leaks = Leak.find(
                List.of("cubed", "other"), List.of(cubed, random.doubles(ROWS).toArray()), label);
        // Then
        assertThat(leaks).hasSize(1);
        assertThat(leaks.get(0).feature()).isEqualTo("cubed");
        assertThat(leaks.get(0).value()).isCloseTo(1, within(1e-9));
    }

    @Provide
    Arbitrary<List<Scored>> scored() {
        return Combinators.combine(Arbitraries.integers().between(-5, 5), Arbitraries.of(true, false))
                .as((value, positive) -> new Scored(value / 2.0, positive))
                .list()
                .ofMaxSize(40);
    }
}
