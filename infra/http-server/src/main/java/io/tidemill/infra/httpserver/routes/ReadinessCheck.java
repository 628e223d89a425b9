package io.tidemill.infra.httpserver.routes;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Something that must be well for a server to be ready.
 *
 * @param name what is checked, such as {@code kafka}
 * @param problem runs on a worker thread and answers what is wrong, or nothing; throwing is a problem too
 */
public record ReadinessCheck(String name, Callable<Optional<String>> problem) {
    public ReadinessCheck {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(problem, "problem");
    }
}
