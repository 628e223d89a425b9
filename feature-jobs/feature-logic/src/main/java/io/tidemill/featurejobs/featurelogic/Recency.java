package io.tidemill.featurejobs.featurelogic;

/** What {@code time_since_last} is to whoever asks: seconds, counted from the instant stored to the instant of asking. */
public final class Recency {
    private static final double MILLIS_PER_SECOND = 1000.0;

    private Recency() {}

    /**
     * Seconds from an instant stored in whole seconds to the asking instant.
     *
     * @param unixTimestamp epoch seconds, as {@code time_since_last} is stored
     * @param askedAt epoch milliseconds
     */
    public static double seconds(long unixTimestamp, long askedAt) {
        return (askedAt - unixTimestamp * 1000) / MILLIS_PER_SECOND;
    }
}
