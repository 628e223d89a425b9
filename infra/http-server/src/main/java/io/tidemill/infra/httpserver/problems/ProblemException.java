package io.tidemill.infra.httpserver.problems;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered, as the client will read it. The title says what kind of problem it is and never
 * varies; the detail names the value and what was expected.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final @Nullable String field;
    private final @Nullable Duration retryAfter;

    /** A problem with the request as a whole. */
    public ProblemException(int status, String title, String detail) {
        this(status, title, null, detail, null, null);
    }

    /**
     * A problem with one field of the request.
     *
     * @param status the HTTP status, 400 or above
     * @param field the field as a path, such as {@code data.amount} or {@code [3].subject}; {@code null} for none
     */
    public ProblemException(int status, String title, @Nullable String field, String detail) {
        this(status, title, field, detail, null, null);
    }

    private ProblemException(
            int status,
            String title,
            @Nullable String field,
            String detail,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(detail, cause);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status " + status + ": expected 400 to 599");
        }
        this.status = status;
        this.title = Objects.requireNonNull(title, "title");
        this.field = field;
        this.retryAfter = retryAfter;
    }

    /** 400: the request cannot be read. */
    public static ProblemException malformed(String detail) {
        return new ProblemException(400, "Malformed request", detail);
    }

    /** 403: the caller may not do this. */
    public static ProblemException forbidden(String detail) {
        return new ProblemException(403, "Not allowed", detail);
    }

    /** 404: there is no such thing. */
    public static ProblemException notFound(String detail) {
        return new ProblemException(404, "Not found", detail);
    }

    /** 409: someone else was faster. */
    public static ProblemException conflict(@Nullable String field, String detail) {
        return new ProblemException(409, "Conflict", field, detail);
    }

    /** 422: the request can be read, but a value in it cannot be taken. */
    public static ProblemException invalid(@Nullable String field, String detail) {
        return new ProblemException(422, "Invalid value", field, detail);
    }

    /** 503 with Retry-After: something this server needs does not answer. */
    public static ProblemException unavailable(String detail, Duration retryAfter) {
        return new ProblemException(503, "Not available now", detail).withRetryAfter(retryAfter);
    }

    /** The same problem, and when to try again (cut to whole seconds, at least one). */
    public ProblemException withRetryAfter(Duration after) {
        return new ProblemException(status, title, field, detail(), after, getCause());
    }

    /** The same problem, and why it came about; the cause goes to the log and never to the client. */
    public ProblemException withCause(Throwable cause) {
        return new ProblemException(status, title, field, detail(), retryAfter, cause);
    }

    /** The same problem with another name for the field, such as one within a list. */
    public ProblemException withField(@Nullable String name) {
        return new ProblemException(status, title, name, detail(), retryAfter, getCause());
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    public String detail() {
        return Objects.requireNonNull(getMessage());
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
