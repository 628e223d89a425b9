package io.tidemill.ingestion.laketables.layout;

import java.io.Serializable;
import java.time.Duration;

/**
 * Which snapshots of a table are kept.
 *
 * @param keepFor how long each is
 * @param keepAtLeast how many of the newest are, however old
 * @param keepAnnouncedFor how long one is that completed a day, for the trainings that read it
 */
public record SnapshotRetention(Duration keepFor, int keepAtLeast, Duration keepAnnouncedFor) implements Serializable {
    /** A commit every two seconds makes 450 snapshots in a quarter of an hour; every commit writes them all again. */
    static final SnapshotRetention DEFAULT = new SnapshotRetention(Duration.ofMinutes(15), 20, Duration.ofDays(7));

    public SnapshotRetention {
        if (keepFor.isNegative() || keepAtLeast < 1 || keepAnnouncedFor.isNegative()) {
            throw new IllegalArgumentException("keepFor " + keepFor + ", keepAtLeast " + keepAtLeast
                    + ", keepAnnouncedFor " + keepAnnouncedFor + ": expected none negative, and at least one kept");
        }
    }
}
