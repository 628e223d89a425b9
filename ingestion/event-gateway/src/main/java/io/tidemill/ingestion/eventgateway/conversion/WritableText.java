package io.tidemill.ingestion.eventgateway.conversion;

/**
 * Text that UTF-8 can carry. Half a surrogate pair, which JSON can write as an escape, would become a question mark, and
 * two ids that differ in it would become one.
 */
public final class WritableText {
    /** What to tell who sent something else. */
    public static final String EXPECTED = "a text without half a surrogate pair, which has no form in UTF-8";

    private WritableText() {}

    /** Whether every character of a text has a form in UTF-8. */
    public static boolean is(String text) {
        return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
}
