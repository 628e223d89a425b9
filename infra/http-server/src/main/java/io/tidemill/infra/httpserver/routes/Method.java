package io.tidemill.infra.httpserver.routes;

/** The HTTP methods a route can have. */
public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE;

    /** Whether a route of this method says what it changes, or why it changes nothing. */
    public boolean mayChange() {
        return this != GET;
    }

    /** Whether a request of this method carries a body. */
    public boolean hasBody() {
        return this == POST || this == PUT || this == PATCH;
    }
}
