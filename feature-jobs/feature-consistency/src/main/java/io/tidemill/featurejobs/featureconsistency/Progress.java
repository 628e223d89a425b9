package io.tidemill.featurejobs.featureconsistency;

import java.util.Objects;

/**
 * How far a comparison is.
 *
 * @param part how many parts of the view's entities are done
 * @param rows how many rows of the view were compared so far
 */
public record Progress(String view, int part, int parts, long rows) {
    public Progress {
        Objects.requireNonNull(view, "view");
    }
}
