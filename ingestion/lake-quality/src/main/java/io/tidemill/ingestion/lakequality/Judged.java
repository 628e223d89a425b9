package io.tidemill.ingestion.lakequality;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Where a revision of a day stands.
 *
 * @param table the table within its namespace
 * @param day the day, in UTC
 * @param revision of the day
 * @param evaluation how it was judged last; nothing while it waits, or where nothing is expected
 * @param release who took responsibility for it
 * @param judged whether there is a verdict
 * @param problem why it could not be judged so far
 */
public record Judged(
        String table,
        LocalDate day,
        int revision,
        Optional<Evaluation> evaluation,
        Optional<Release> release,
        boolean judged,
        Optional<String> problem) {
    /** What became of it. */
    @JsonProperty
    public Verdict verdict() {
        if (release.isPresent()) {
            return Verdict.RELEASED;
        }
        return evaluation.map(Evaluation::verdict).orElse(judged ? Verdict.PASSED : Verdict.WAITING);
    }

    /** The must-rules that are not met. */
    @JsonProperty
    public List<String> failedRules() {
        return evaluation.map(Evaluation::failedRules).orElse(List.of());
    }
}
