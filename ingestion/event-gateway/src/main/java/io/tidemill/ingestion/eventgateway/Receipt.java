package io.tidemill.ingestion.eventgateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidemill.infra.httpserver.problems.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event.
 *
 * @param id its id, where it could be read
 * @param source its source, where it could be read
 * @param status 202 when it was acknowledged, else the status of the problem
 * @param duplicate true when it had been taken before and was not sent again; else absent
 * @param problem why it was not taken
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Receipt(
        @Nullable String id,
        @Nullable String source,
        int status,
        @Nullable Boolean duplicate,
        @Nullable Problem problem) {
    private static final int ACCEPTED = 202;

    /** A problem as it stands in the answer to a batch. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Problem(String title, @Nullable String field, String detail) {}

    static Receipt accepted(String id, String source, boolean again) {
        return new Receipt(id, source, ACCEPTED, again ? true : null, null);
    }

    static Receipt refused(@Nullable String id, @Nullable String source, ProblemException problem) {
        return new Receipt(
                id,
                source,
                problem.status(),
                null,
                new Problem(problem.title(), problem.field().orElse(null), problem.detail()));
    }

    boolean isAccepted() {
        return status == ACCEPTED;
    }

    boolean isDuplicate() {
        return Boolean.TRUE.equals(duplicate);
    }
}
