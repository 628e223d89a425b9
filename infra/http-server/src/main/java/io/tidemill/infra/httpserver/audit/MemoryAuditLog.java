package io.tidemill.infra.httpserver.audit;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps entries in memory only, without bound: for tests and for servers that change nothing. */
public final class MemoryAuditLog implements AuditLog {
    private final Map<UUID, Recorded> entries = new ConcurrentHashMap<>();

    /** An entry with its end. */
    public record Recorded(AuditEntry entry, Outcome outcome, String detail) {}

    @Override
    public UUID begin(AuditEntry entry) {
        UUID id = UUID.randomUUID();
        entries.put(id, new Recorded(entry, Outcome.STARTED, "{}"));
        return id;
    }

    @Override
    public void end(UUID id, Outcome outcome, String detail) {
        entries.computeIfPresent(id, (key, begun) -> new Recorded(begun.entry(), outcome, detail));
    }

    /** Every entry, in no order. */
    public List<Recorded> entries() {
        return List.copyOf(entries.values());
    }
}
