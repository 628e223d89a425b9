package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.routes.ReadinessCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks whether everything the server needs is well. */
record Readiness(Vertx vertx, List<ReadinessCheck> checks) {
    private static final long PATIENCE_SECONDS = 3;

    /** How one check ended: what is wrong, or nothing. */
    record Finding(String name, Optional<String> problem) {}

    /** Runs every check side by side, none for longer than three seconds. */
    Future<List<Finding>> findings() {
        List<Future<Finding>> running = checks.stream().map(this::finding).toList();
        return Future.all(running)
                .map(all -> running.stream().map(Future::result).toList());
    }

    /** Whether every check is well. */
    Future<Boolean> ready() {
        return findings().map(findings -> findings.stream()
                .allMatch(finding -> finding.problem().isEmpty()));
    }

    private Future<Finding> finding(ReadinessCheck check) {
        return vertx.executeBlocking(() -> check.problem().call(), false)
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .otherwise(failure -> Optional.of(String.valueOf(failure.getMessage())))
                .map(problem -> new Finding(check.name(), problem));
    }
}
