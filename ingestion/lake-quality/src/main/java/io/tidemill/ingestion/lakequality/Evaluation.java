package io.tidemill.ingestion.lakequality;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tidemill.ingestion.lakequality.measures.Finding;
import io.tidemill.schemas.expectations.Expectation;
import io.tidemill.schemas.expectations.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a revision of a day was judged by one text of its expectations.
 *
 * @param table the table within its namespace
 * @param day the day, in UTC
 * @param revision of the day
 * @param snapshotId the snapshot that was read
 * @param definitionVersion the text of the expectations
 * @param rows how many rows the day has
 * @param verdict passed or failed
 * @param results of each expectation, in the order of the definition
 * @param judgedAt when
 */
public record Evaluation(
        String table,
        LocalDate day,
        int revision,
        long snapshotId,
        String definitionVersion,
        long rows,
        Verdict verdict,
        List<Result> results,
        Instant judgedAt) {
    public Evaluation {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(definitionVersion, "definitionVersion");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(judgedAt, "judgedAt");
        results = List.copyOf(results);
    }

    /** The names of the must-rules that are not met. */
    @JsonIgnore
    public List<String> failedRules() {
        return results.stream().filter(Result::fails).map(Result::name).toList();
    }

    /**
     * The result of one expectation.
     *
     * @param name of the expectation
     * @param kind of its rule
     * @param severity must or should
     * @param tenant of which store or brand; of all if empty
     * @param outcome whether it is met
     * @param measure the number that decided: a share, a count or seconds
     * @param observed what was seen, for a person
     * @param expected what was expected, for a person
     * @param offenders ids of some events that break it
     */
    public record Result(
            String name,
            String kind,
            Severity severity,
            Optional<String> tenant,
            Finding.Outcome outcome,
            double measure,
            String observed,
            String expected,
            List<String> offenders) {
        static Result of(Expectation expectation, Finding finding) {
            return new Result(
                    expectation.name(),
                    expectation.rule().kind(),
                    expectation.severity(),
                    expectation.tenant(),
                    finding.outcome(),
                    finding.measure(),
                    finding.observed(),
                    expectation.rule().expected(),
                    finding.offenders());
        }

        boolean fails() {
            return severity == Severity.MUST && outcome == Finding.Outcome.FAILED;
        }
    }
}
