package io.tidemill.ingestion.laketables.maintenance;

import java.util.Objects;

/**
 * What an operation came to.
 *
 * @param filesBefore the files, manifests or snapshots it looked after, before
 * @param filesAfter the same after
 * @param bytesBefore of those before that it replaced or removed
 * @param bytesAfter of those that it put in their place
 * @param removed files that it deleted from storage
 * @param detail in words
 */
public record OperationResult(
        OperationOutcome outcome,
        long filesBefore,
        long filesAfter,
        long bytesBefore,
        long bytesAfter,
        long removed,
        String detail) {
    public OperationResult {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(detail, "detail");
    }

    /** There was nothing to do with so many files. */
    public static OperationResult nothing(long files) {
        return new OperationResult(OperationOutcome.NOTHING, files, files, 0, 0, 0, "");
    }

    /** It ended without a change to the table. */
    public static OperationResult without(OperationOutcome outcome, String detail) {
        return new OperationResult(outcome, 0, 0, 0, 0, 0, detail);
    }
}
