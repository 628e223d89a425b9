package io.tidemill.featurejobs.featureconsistency.report;

import java.util.Objects;
import java.util.Optional;

/**
 * Rows of a view that were served and cannot be compared.
 *
 * @param view its name
 * @param kind why not
 * @param rows how many
 */
public record LeftOut(String view, Kind kind, long rows) {
    /** Why rows cannot be compared. */
    public enum Kind {
        /** The view is not defined, or not any more. */
        NOT_DEFINED("of views that are not defined any more"),
        /** They are about other join keys than the view has now. */
        OTHER_KEYS("of join keys that their views do not have any more");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** What such rows are. */
        public String words() {
            return words;
        }
    }

    public LeftOut {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(kind, "kind");
    }

    /** Empty of no row. */
    public static Optional<LeftOut> of(String view, Kind kind, long rows) {
        return rows == 0 ? Optional.empty() : Optional.of(new LeftOut(view, kind, rows));
    }
}
