package io.tidemill.ingestion.laketables;

import io.tidemill.schemas.contracts.LakeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot's summary must go on telling whoever makes the next: a compaction, an erasure. The ancestors that told it
 * expire, and a reader looks at the newest snapshot alone.
 */
public final class SnapshotSummaries {
    private SnapshotSummaries() {}

    /**
     * Lets an update's snapshot tell {@link LakeTables#CARRIED_PROPERTIES} as its parent does, whichever its parent turns
     * out to be: a commit that lost a race is tried again on a newer parent, and takes them from that one.
     */
    static SnapshotAncestryValidator carryingOver(Table table, SnapshotUpdate<?> update) {
        return new CarryOver(table.name(), update, new ArrayList<>());
    }

    /** The value of a property as of a snapshot: the nearest ancestor that tells it, the snapshot itself included. */
    public static Optional<String> told(Table table, @Nullable Snapshot snapshot, String property) {
        return snapshot == null
                ? Optional.empty()
                : told(SnapshotUtil.ancestorsOf(snapshot.snapshotId(), table::snapshot), property);
    }

    private static Optional<String> told(Iterable<Snapshot> ancestors, String property) {
        for (Snapshot ancestor : ancestors) {
            String value = ancestor.summary().get(property);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** Iceberg asks it at each attempt, with the parent of that attempt, and before it writes the summary. */
    private record CarryOver(String table, SnapshotUpdate<?> update, List<String> set)
            implements SnapshotAncestryValidator {
        @Override
        public boolean validate(Iterable<Snapshot> ancestors) {
            for (String property : LakeTables.CARRIED_PROPERTIES) {
                Optional<String> value = told(ancestors, property);
                if (value.isPresent()) {
                    update.set(property, value.get());
                    set.add(property);
                } else if (set.contains(property)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String errorMessage() {
            return "table " + table + " was rolled back meanwhile to a snapshot that does not tell " + set;
        }
    }
}
