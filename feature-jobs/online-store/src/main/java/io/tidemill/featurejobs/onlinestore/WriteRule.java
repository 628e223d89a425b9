package io.tidemill.featurejobs.onlinestore;

/** When a row replaces the one that is stored, by their event times. */
public enum WriteRule {
    /** Feast's rule, for pushes and materialisation: only a strictly newer row is written; of two equal ones the first stays. */
    NEWER_ONLY("1"),
    /** The stream's rule: a row of the same time is written too, since each row includes all before it. */
    NOT_OLDER("0");

    private final String argument;

    WriteRule(String argument) {
        this.argument = argument;
    }

    /** What the script gets: whether equal times are skipped. */
    String argument() {
        return argument;
    }
}
