package io.tidemill.ingestion.laketables.maintenance;

/** How an operation ended. */
public enum OperationOutcome {
    /** It changed the table. */
    DONE,
    /** There was nothing to do. */
    NOTHING,
    /** It says what it would have done. */
    DRY_RUN,
    /** Someone else changed the same files meanwhile: it is tried again later, and nothing was changed. */
    GAVE_UP,
    /** It failed; the detail says why. Nothing was changed, or all of it. */
    FAILED
}
