package io.tidemill.featurejobs.featureconsistency.comparison;

/** Why a value that was served is not the one that the lake recomputes; how each is decided stands in docs/feature-consistency.md. */
public enum Cause {
    /** An event was taken in before, so shortly before that it need not be in the value yet. */
    NOT_YET(true),
    /** An event at or before the instant was taken in only after it. */
    LATE_EVENT(true),
    /** All events are in the value; some have left a window since, and the job's watermark had not passed that yet. */
    DECAY_PENDING(true),
    /** The value was marked as older than the view allows, or its entity had expired from the store. */
    TTL(true),
    /** The view's definition has changed since. */
    VERSION(true),
    /** The value stands at an instant up to which the lake is not complete: nothing can be said. */
    LAKE_BEHIND(true),
    /**
     * So many events were on their way at once that it cannot be told which were seen, or an attribute may have come too late: nothing
     * can be said.
     */
    UNDECIDED(true),

    /** An event was taken in long before and was not in the value: the job stood still, or lost it. */
    STALE(false),
    /** Nothing explains the value. */
    BUG(false);

    private final boolean explained;

    Cause(boolean explained) {
        this.explained = explained;
    }

    /** Whether the difference is one that the way features are kept allows. */
    public boolean explained() {
        return explained;
    }
}
