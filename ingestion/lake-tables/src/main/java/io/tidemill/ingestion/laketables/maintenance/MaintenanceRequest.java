package io.tidemill.ingestion.laketables.maintenance;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Someone wants maintenance now.
 *
 * @param table within the namespace; every table if absent
 * @param operations in their order
 * @param startedAt when it was taken up
 * @param finishedAt when all of it was done
 * @param done how many operations were tried
 * @param total how many there are; 0 until it is taken up
 */
public record MaintenanceRequest(
        long id,
        Optional<String> table,
        List<OperationKind> operations,
        Effect effect,
        String requestedBy,
        Instant requestedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        int done,
        int total) {
    public MaintenanceRequest {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(effect, "effect");
        operations = List.copyOf(operations);
        Objects.requireNonNull(requestedBy, "requestedBy");
        Objects.requireNonNull(requestedAt, "requestedAt");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(finishedAt, "finishedAt");
    }
}
