package io.tidemill.infra.launcher.supervision;

/** Where a part is in its life. */
public enum PartState {
    /** Its process runs and does not serve yet, or not at the moment. */
    STARTING,
    /** It serves. */
    READY,
    /** Its process ended unasked and is about to be started again. */
    RESTARTING,
    /** It was stopped, or was never started. */
    STOPPED
}
