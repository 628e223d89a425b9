package io.tidemill.featurejobs.featurelogic;

/**
 * What is kept of events, or of the values of one column of theirs, so that two of them can be made one. Whatever order
 * events and summaries come in, the result is the same but for the last digits of sums.
 */
interface Summary {
    /** Takes an event in. */
    void add(Observation observation);

    /** Takes in what another of the same kind and column has seen; the other stays as it is. */
    void merge(Summary other);

    /** Writes it, for {@link #read}. */
    void write(StateWriter out);

    /** Fills an empty one with what was written. */
    void read(StateReader in);
}
