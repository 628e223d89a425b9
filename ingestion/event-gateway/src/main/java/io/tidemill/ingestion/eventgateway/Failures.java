package io.tidemill.ingestion.eventgateway;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Failures of futures. */
final class Failures {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private Failures() {}

    /** The failure as it is, or 503 where it is that time ran out. */
    static Throwable inTime(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TimeoutException
                ? ProblemException.unavailable("Kafka has not acknowledged in time; send again", RETRY_AFTER)
                : cause;
    }

    /** The problem in a failure; one that is none is a fault of ours. */
    static ProblemException problem(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ProblemException problem
                ? problem
                : new ProblemException(500, "Internal error", "the server failed; its log says why").withCause(cause);
    }
}
