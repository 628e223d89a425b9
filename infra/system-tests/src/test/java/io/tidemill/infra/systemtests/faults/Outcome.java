package io.tidemill.infra.systemtests.faults;

/** What the sender of an event knows of it. */
enum Outcome {
    /** A 2xx: it has to be there once. */
    ACCEPTED,
    /** A 4xx each time it was sent: it may be nowhere. */
    REFUSED,
    /** No answer, or a 5xx, at least once, and never a 2xx: it may be there once. */
    UNKNOWN
}
