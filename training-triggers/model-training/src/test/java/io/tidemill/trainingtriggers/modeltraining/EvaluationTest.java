package io.tidemill.trainingtriggers.modeltraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EvaluationTest {
    @Test
    void measuresByHand() {
        // Given
        double[] scores = {0.9, 0.8, 0.7, 0.6, 0.4, 0.1};
        boolean[] outcomes = {true, true, false, true, false, false};

        // When
        Evaluation evaluation = Evaluation.of(scores, outcomes);

        // Then: of nine pairs one is in the wrong order
        assertThat(evaluation.auc()).isCloseTo(8.0 / 9, within(1e-12));
        assertThat(evaluation.accuracy()).isCloseTo(5.0 / 6, within(1e-12));
        assertThat(evaluation.precision()).isEqualTo(0.75);
        assertThat(evaluation.recall()).isEqualTo(1);
        assertThat(evaluation.f1()).isCloseTo(6.0 / 7, within(1e-12));
        assertThat(evaluation.brier()).isCloseTo((0.01 + 0.04 + 0.49 + 0.16 + 0.16 + 0.01) / 6, within(1e-12));
        assertThat(evaluation.logLoss())
                .isCloseTo(
                        -(Math.log(0.9) + Math.log(0.8) + Math.log(0.3) + Math.log(0.6) + Math.log(0.6) + Math.log(0.9))
                                / 6,
                        within(1e-12));
        assertThat(evaluation.calibration().get(9).rows()).isEqualTo(1);
        assertThat(evaluation.histogram()).hasSize(20);
    }

    @Test
    void tiesCountHalf() {
        assertThat(Evaluation.of(new double[] {0.5, 0.5, 0.5}, new boolean[] {true, false, true})
                        .auc())
                .isEqualTo(0.5);
    }

    @Test
    void oneClassAloneHasNoCurve() {
        // When
        Evaluation evaluation = Evaluation.of(new double[] {0.2, 1.0}, new boolean[] {false, false});

        // Then
        assertThat(evaluation.recall()).isZero();
        assertThat(evaluation.auc()).isFinite();
        assertThat(evaluation.logLoss()).isFinite();
    }
}
