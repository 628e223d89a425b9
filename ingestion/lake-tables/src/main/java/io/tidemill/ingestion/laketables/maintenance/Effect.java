package io.tidemill.ingestion.laketables.maintenance;

/** Whether an operation changes anything. */
public enum Effect {
    /** It does. */
    CHANGE,
    /** It only says what it would do. */
    DRY_RUN
}
