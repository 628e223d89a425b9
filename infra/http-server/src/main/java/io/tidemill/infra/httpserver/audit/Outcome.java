package io.tidemill.infra.httpserver.audit;

/** How an attempt to change something ended. The names are stored: never rename one. */
public enum Outcome {
    /** It has begun; an entry that stays so belongs to a server that died in between. */
    STARTED,
    /** It was done. */
    DONE,
    /** It was refused for a reason the caller was told. */
    REFUSED,
    /** It failed. */
    FAILED
}
