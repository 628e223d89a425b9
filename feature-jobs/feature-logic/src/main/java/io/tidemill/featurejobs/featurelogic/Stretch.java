package io.tidemill.featurejobs.featurelogic;

/** Which tiles are seen as of an instant. Lengths are in milliseconds. */
sealed interface Stretch {
    /** All there are. */
    record All() implements Stretch {}

    /** Those from the one that the instant less a length is in. */
    record Back(long length) implements Stretch {}

    /** Those that came before the ones of {@link Back}, as far back again. */
    record Before(long length) implements Stretch {}

    /** The newest whose ends are followed by a later one, and the newest's by the instant, within a gap. */
    record Session(long gap, long longest, int filter) implements Stretch {}
}
