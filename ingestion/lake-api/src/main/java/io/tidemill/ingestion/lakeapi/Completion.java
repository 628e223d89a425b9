package io.tidemill.ingestion.lakeapi;

import java.time.Instant;
import java.util.Objects;

/**
 * A revision of a day that was announced.
 *
 * @param revision 1 the first time
 * @param rows the day had in the snapshot that was announced
 * @param snapshotId that snapshot
 * @param announcedAt by the clock of whoever announced it
 */
record Completion(int revision, long rows, long snapshotId, Instant announcedAt) {
    Completion {
        Objects.requireNonNull(announcedAt, "announcedAt");
    }
}
