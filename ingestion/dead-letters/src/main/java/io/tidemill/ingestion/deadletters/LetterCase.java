package io.tidemill.ingestion.deadletters;

import java.util.Objects;

/**
 * A dead letter and what became of it so far.
 *
 * @param letter as it stands in the lake
 * @param state what became of it
 * @param version how often its state was changed
 */
public record LetterCase(Letter letter, LetterState state, long version) {
    public LetterCase {
        Objects.requireNonNull(letter, "letter");
        Objects.requireNonNull(state, "state");
    }

    /** The same letter with its bytes. */
    LetterCase with(Letter whole) {
        return new LetterCase(whole, state, version);
    }
}
