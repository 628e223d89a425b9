package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.audit.AuditEntry;
import io.tidemill.infra.httpserver.audit.AuditLog;
import io.tidemill.infra.httpserver.audit.Outcome;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.Response;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records a change before it is attempted, and how it ended. */
record AuditedChanges(Vertx vertx, AuditLog log, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(AuditedChanges.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** The answer of a change, which is not attempted when it cannot be recorded. */
    Future<Response> run(String action, String target, Caller caller, Supplier<Future<Response>> change) {
        AuditEntry entry = new AuditEntry(caller, action, target, clock.instant());
        return vertx.executeBlocking(() -> log.begin(entry), false)
                .recover(failure -> Future.failedFuture(
                        ProblemException.unavailable("the change cannot be recorded, so it was not made", RETRY_AFTER)
                                .withCause(failure)))
                .compose(id -> change.get().transform(end -> {
                    Outcome outcome = outcome(end.succeeded() ? end.result() : null, end.cause());
                    String detail = end.succeeded() ? detail(end.result()) : detail(end.cause());
                    Future<Response> answer =
                            end.succeeded() ? Future.succeededFuture(end.result()) : Future.failedFuture(end.cause());
                    return end(id, entry, outcome, detail).transform(recorded -> answer);
                }));
    }

    private Future<Void> end(UUID id, AuditEntry entry, Outcome outcome, String detail) {
        return vertx.<Void>executeBlocking(
                        () -> {
                            log.end(id, outcome, detail);
                            return null;
                        },
                        false)
                .onFailure(failure -> LOG.atError()
                        .addKeyValue("action", entry.action())
                        .addKeyValue("outcome", outcome)
                        .setCause(failure)
                        .log("end of a change not recorded"));
    }

    private static Outcome outcome(@Nullable Response response, @Nullable Throwable failure) {
        int status = response != null
                ? response.status()
                : failure instanceof ProblemException problem ? problem.status() : 500;
        return status < 400 ? Outcome.DONE : status < 500 ? Outcome.REFUSED : Outcome.FAILED;
    }

    private static String detail(Response response) {
        return json(response.auditDetail().orElse(Map.of()));
    }

    private static String detail(Throwable failure) {
        return json(
                failure instanceof ProblemException problem
                        ? Map.of("problem", problem.detail())
                        : Map.of("failure", failure.getClass().getName()));
    }

    private static String json(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
