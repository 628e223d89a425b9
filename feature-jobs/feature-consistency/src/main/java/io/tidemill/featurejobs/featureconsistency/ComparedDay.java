package io.tidemill.featurejobs.featureconsistency;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import java.util.Objects;
import java.util.Optional;

/** A report, and what a person said about it. */
public record ComparedDay(DayReport report, Optional<Release> release) {
    public ComparedDay {
        Objects.requireNonNull(report, "report");
        Objects.requireNonNull(release, "release");
    }

    /** {@code passed}, {@code failed} or {@code released}. */
    @JsonProperty
    public String verdict() {
        if (report.failed().isEmpty()) {
            return "passed";
        }
        return release.isPresent() ? "released" : "failed";
    }
}
