package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an action came to for many letters.
 *
 * @param matched how many letters it was done or tried on
 * @param results how many came to what
 * @param problems the first of those it was not done to
 * @param examples the first of those it was done to
 * @param cursor goes on from here; null when there are no more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BulkOutcome(
        long matched,
        Map<String, Long> results,
        List<LetterOutcome> problems,
        List<LetterOutcome> examples,
        @Nullable String cursor) {
    private static final int PROBLEMS_TOLD = 20;
    private static final int EXAMPLES_TOLD = 3;

    /** Counts outcomes. Not safe to share between threads. */
    static final class Count {
        private final Map<LetterOutcome.Result, Long> results = new EnumMap<>(LetterOutcome.Result.class);
        private final List<LetterOutcome> problems = new ArrayList<>();
        private final List<LetterOutcome> examples = new ArrayList<>();
        private long matched;

        void add(LetterOutcome outcome) {
            matched++;
            results.merge(outcome.result(), 1L, Long::sum);
            if (outcome.good() && examples.size() < EXAMPLES_TOLD) {
                examples.add(outcome);
            } else if (!outcome.good() && problems.size() < PROBLEMS_TOLD) {
                problems.add(outcome);
            }
        }

        long matched() {
            return matched;
        }

        BulkOutcome outcome(@Nullable String cursor) {
            Map<String, Long> named = new TreeMap<>();
            results.forEach((result, count) -> named.put(result.name(), count));
            return new BulkOutcome(matched, named, List.copyOf(problems), List.copyOf(examples), cursor);
        }
    }
}
