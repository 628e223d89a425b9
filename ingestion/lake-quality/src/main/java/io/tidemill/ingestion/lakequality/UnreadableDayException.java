package io.tidemill.ingestion.lakequality;

import io.tidemill.ingestion.lakequality.measures.Finding;
import io.tidemill.schemas.expectations.Severity;
import io.tidemill.schemas.expectations.TableExpectations;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of a day cannot be read; an operator has to see to the lake. */
final class UnreadableDayException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient DayRevision day;
    private final transient TableExpectations expectations;

    UnreadableDayException(DayRevision day, TableExpectations expectations, Exception cause) {
        super(day.table() + " " + day.day() + " revision " + day.revision(), cause);
        this.day = day;
        this.expectations = expectations;
    }

    DayRevision day() {
        return day;
    }

    /** The day judged by this alone: as failed. */
    Evaluation evaluation(String problem, Instant now) {
        return new Evaluation(
                day.table(),
                day.day(),
                day.revision(),
                day.snapshotId(),
                expectations.version(),
                0,
                Verdict.FAILED,
                List.of(new Evaluation.Result(
                        "readable",
                        "readable",
                        Severity.MUST,
                        Optional.empty(),
                        Finding.Outcome.FAILED,
                        0,
                        problem,
                        "the rows of the day can be read",
                        List.of())),
                now);
    }
}
