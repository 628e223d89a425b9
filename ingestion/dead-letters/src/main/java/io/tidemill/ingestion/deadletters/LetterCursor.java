package io.tidemill.ingestion.deadletters;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;

/**
 * Where a page ended: the next begins with the letter after this one, newest first.
 *
 * @param takenAt of the last letter
 * @param id of the last letter
 */
public record LetterCursor(Instant takenAt, LetterId id) {
    /** Newest first; of equal times by id. */
    static final Comparator<LetterCursor> NEWEST_FIRST =
            Comparator.comparing(LetterCursor::takenAt).reversed().thenComparing(LetterCursor::id);

    static LetterCursor of(Letter letter) {
        return new LetterCursor(letter.takenAt(), letter.id());
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static LetterCursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
            return new LetterCursor(Instant.parse(parts[0]), LetterId.parse(parts.length > 1 ? parts[1] : ""));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("cursor " + text + ": expected the cursor of a page before", e);
        }
    }

    /** As it stands in an address. */
    public String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((takenAt + " " + id).getBytes(StandardCharsets.UTF_8));
    }
}
