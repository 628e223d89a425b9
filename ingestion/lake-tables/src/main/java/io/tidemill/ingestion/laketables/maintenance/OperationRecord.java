package io.tidemill.ingestion.laketables.maintenance;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * An operation that was tried.
 *
 * @param id grows
 * @param table within the namespace
 * @param requestId whose request it was; nobody's if it came by itself
 */
public record OperationRecord(
        long id,
        String table,
        OperationKind operation,
        OptionalLong requestId,
        Instant startedAt,
        Instant finishedAt,
        OperationResult result) {
    public OperationRecord {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(finishedAt, "finishedAt");
        Objects.requireNonNull(result, "result");
    }
}
