package io.tidemill.featurejobs.trainingsets.files;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which engine is asked for. */
enum EngineChoice {
    /** In this process. */
    IN_PROCESS,
    /** In this process if the events are sure to fit into its heap. */
    AUTO;

    /** What an event takes in memory, with room for what else there is; measured with orders of five fields. */
    static final int BYTES_OF_AN_EVENT = 512;

    /** As a specification names it: {@code in-process} or {@code auto}. */
    static Optional<EngineChoice> read(String text) {
        return Arrays.stream(values())
                .filter(choice ->
                        choice.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text))
                .findFirst();
    }

    /** Whether events are too many for a heap. */
    boolean isTooLarge(long events, long heapBytes) {
        return this == AUTO && events > mostEvents(heapBytes);
    }

    /** How many events are sure to fit. */
    static long mostEvents(long heapBytes) {
        return heapBytes / BYTES_OF_AN_EVENT;
    }
}
