package io.tidemill.featurejobs.featuredefinitions;

import io.tidemill.schemas.featureviews.ViewVersion;
import java.time.Instant;
import java.util.Objects;

/**
 * A version with its history.
 *
 * @param serves whether the view's name stands for it
 * @param appliedBy who defined it
 * @param appliedAt when
 * @param changedAt when it came to its state
 */
record StoredVersion(
        ViewVersion version,
        VersionState state,
        boolean serves,
        String appliedBy,
        Instant appliedAt,
        Instant changedAt) {
    StoredVersion {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(appliedBy, "appliedBy");
        Objects.requireNonNull(appliedAt, "appliedAt");
        Objects.requireNonNull(changedAt, "changedAt");
    }

    String view() {
        return version.view().name();
    }

    /** Whether the job computes it. */
    boolean live() {
        return state.past().isPresent();
    }
}
