package io.tidemill.infra.httpserver.audit;

import java.util.UUID;

/**
 * Where changes are recorded. An entry is written before the change is attempted, so that no change can be without one,
 * and completed after it. Safe to share between threads; calls may block.
 */
public interface AuditLog {
    /** Records that a change is attempted; the change must not be made if this throws. */
    UUID begin(AuditEntry entry);

    /**
     * Records how it ended.
     *
     * @param detail what the route says about the change, as a JSON text
     */
    void end(UUID entry, Outcome outcome, String detail);
}
