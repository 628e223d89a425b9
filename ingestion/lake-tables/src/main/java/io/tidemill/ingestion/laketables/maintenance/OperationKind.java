package io.tidemill.ingestion.laketables.maintenance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is done to a table to keep it fast. The lower-case names stand in PostgreSQL and in the API: never rename one. */
public enum OperationKind {
    /** The table is brought to its declared layout. */
    LAYOUT,
    /** Small files of a partition become larger, sorted ones. */
    COMPACT,
    /** Small manifests become larger ones, by day. */
    MANIFESTS,
    /** Snapshots that nobody needs go, with the files that only they had. */
    EXPIRE,
    /** Files that no snapshot has go. */
    ORPHANS;

    /** The name outside Java. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The operation of this name. */
    public static Optional<OperationKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
