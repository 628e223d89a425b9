package io.tidemill.featurejobs.featurematerialization;

import java.time.Instant;
import java.util.Objects;

/**
 * A materialization that was done.
 *
 * @param definition what the values follow from, as a hash
 * @param complete whether every row of the snapshot up to the end is written, in this run or before
 * @param by who asked for it
 */
record MaterializationRun(
        MaterializationProgress result, String definition, boolean complete, String by, Instant began, Instant done) {
    MaterializationRun {
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(definition, "definition");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(began, "began");
        Objects.requireNonNull(done, "done");
    }
}
