package io.tidemill.infra.httpserver.audit;

import io.tidemill.infra.httpserver.access.Caller;
import java.time.Instant;
import java.util.Objects;

/**
 * One attempt to change something.
 *
 * @param caller who
 * @param action what, such as {@code rule.publish}
 * @param target on what, such as the path of the request
 * @param at when the attempt began
 */
public record AuditEntry(Caller caller, String action, String target, Instant at) {
    public AuditEntry {
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(at, "at");
    }
}
