package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an action came to for one dead letter.
 *
 * @param id which letter
 * @param result what it came to
 * @param state what the letter is now
 * @param field what is wrong, as a path; null where nothing is
 * @param detail what is wrong, in words; null where nothing is
 * @param before the event as it was; null where the action makes none
 * @param after the event as it is; null where the action makes none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LetterOutcome(
        String id,
        Result result,
        String state,
        @Nullable String field,
        @Nullable String detail,
        @Nullable JsonNode before,
        @Nullable JsonNode after) {
    /** What an action can come to. */
    public enum Result {
        /** It was done. */
        DONE,
        /** It would have been done; it was only tried. */
        VALID,
        /** It was done before; nothing was changed. */
        UNCHANGED,
        /** The gateway would not take the event. */
        INVALID,
        /** Not in this state. */
        ILLEGAL,
        /** Somebody else changed the letter meanwhile. */
        CONFLICT,
        /** Kafka did not acknowledge. */
        UNAVAILABLE
    }

    public LetterOutcome {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(state, "state");
    }

    static LetterOutcome of(LetterCase letter, Result result, LetterState state) {
        return new LetterOutcome(
                letter.letter().id().toString(), result, state.name().text(), null, null, null, null);
    }

    static LetterOutcome refused(LetterCase letter, ProblemException problem) {
        Result result = problem.status() >= 500 ? Result.UNAVAILABLE : Result.INVALID;
        return new LetterOutcome(
                letter.letter().id().toString(),
                result,
                letter.state().name().text(),
                problem.field().orElse(null),
                problem.detail(),
                null,
                null);
    }

    static LetterOutcome refused(LetterCase letter, Result result, String detail) {
        return new LetterOutcome(
                letter.letter().id().toString(), result, letter.state().name().text(), null, detail, null, null);
    }

    LetterOutcome withEvents(JsonNode was, JsonNode is) {
        return new LetterOutcome(id, result, state, field, detail, was, is);
    }

    /** Whether the letter is now, or would be, what the action makes of it. */
    public boolean good() {
        return result == Result.DONE || result == Result.VALID || result == Result.UNCHANGED;
    }
}
