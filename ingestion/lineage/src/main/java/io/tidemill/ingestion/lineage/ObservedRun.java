package io.tidemill.ingestion.lineage;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A training run as it stands.
 *
 * @param id its name
 * @param model the model it trains
 * @param state where it stands
 * @param snapshotIds the lake snapshots it is to learn from, by table without namespace
 * @param version the number of the version it registered
 * @param detail why it failed or was skipped
 * @param createdAt when it was asked for
 * @param changedAt when its state last changed
 */
public record ObservedRun(
        String id,
        String model,
        State state,
        Map<String, Long> snapshotIds,
        Optional<Long> version,
        Optional<String> detail,
        Instant createdAt,
        Instant changedAt) {
    /** Where a run stands, as far as lineage cares. The names are stored: never rename one. */
    public enum State {
        /** It has not begun. */
        WAITING,
        /** It works. */
        RUNNING,
        /** It has ended well, or had nothing to do. */
        COMPLETE,
        /** It has failed for good. */
        FAILED
    }

    public ObservedRun {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(changedAt, "changedAt");
        snapshotIds = Map.copyOf(snapshotIds);
    }
}
