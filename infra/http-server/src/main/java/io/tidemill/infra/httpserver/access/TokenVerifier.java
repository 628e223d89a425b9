package io.tidemill.infra.httpserver.access;

import io.tidemill.infra.httpserver.problems.ProblemException;

/** Tells who holds a bearer token. Safe to share between threads. */
public interface TokenVerifier {
    /**
     * The holder of a token; may wait for keys from the network where {@link #waits()}.
     *
     * @throws ProblemException with status 401 and the reason if the token is not to be trusted
     */
    Caller verify(String token);

    /** Whether {@link #verify} may wait for the network, and so must not run on an event loop. */
    boolean waits();
}
