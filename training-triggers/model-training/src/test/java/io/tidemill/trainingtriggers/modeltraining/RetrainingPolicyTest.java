package io.tidemill.trainingtriggers.modeltraining;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.trainingtriggers.modeltraining.RetrainingPolicy.Interval;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrainingPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "month, 1997-01-31, 1997-01-30, 1997-02-01",
        "month, 1997-01-31,           , 1997-02-01",
        "month, 1997-01-30, 1997-01-29,",
        "month, 1997-02-01, 1997-01-31,",
        "month, 1997-02-02, 1997-01-29, 1997-02-01",
        "night, 1997-01-30, 1997-01-29, 1997-01-31",
        "7 days, 1970-01-07, 1970-01-06, 1970-01-08",
        "7 days, 1970-01-08, 1970-01-07,",
        "7 days, 1970-01-10, 1970-01-03, 1970-01-08",
    })
    void aBoundaryIsPassedOnce(String every, LocalDate completed, LocalDate before, LocalDate expected) {
        // Given
        RetrainingPolicy policy =
                new RetrainingPolicy("order_paid", Interval.parse(every).orElseThrow(), 1, 1);

        // Then
        assertThat(policy.boundaryPassed(completed, Optional.ofNullable(before)))
                .isEqualTo(Optional.ofNullable(expected));
    }
}
