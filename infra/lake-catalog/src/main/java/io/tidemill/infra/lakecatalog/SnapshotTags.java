package io.tidemill.infra.lakecatalog;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Tags hold snapshots: what a tag names does not expire. */
public final class SnapshotTags {
    private static final int ATTEMPTS = 20;

    private SnapshotTags() {}

    /**
     * Holds a snapshot under a name for some time; a tag of that name that is there is moved. Others may commit to the
     * table meanwhile.
     *
     * @param kept counted from when the snapshot was made; an expiry of snapshots after that takes the tag too
     * @throws IllegalArgumentException if the table has no such snapshot any more
     */
    public static void hold(Table table, String name, long snapshotId, Duration kept) {
        CommitFailedException lost = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            table.refresh();
            SnapshotRef found = table.refs().get(name);
            if (found != null && found.snapshotId() == snapshotId) {
                return;
            }
            if (table.snapshot(snapshotId) == null) {
                throw new IllegalArgumentException("table " + table.name() + " has no snapshot " + snapshotId);
            }
            try {
                ManageSnapshots change = table.manageSnapshots();
                change = found == null ? change.createTag(name, snapshotId) : change.replaceTag(name, snapshotId);
                change.setMaxRefAgeMs(name, kept.toMillis()).commit();
                return;
            } catch (CommitFailedException e) {
                lost = e;
            }
        }
        throw new CommitFailedException(lost, "table %s: others committed %s times meanwhile", table.name(), ATTEMPTS);
    }

    /** By table name within a namespace, the snapshots that have a tag of this name; empty when there is none. */
    public static Map<String, Long> named(LakeCatalog lake, String namespace, String name) {
        Map<String, Long> snapshots = new TreeMap<>();
        if (!lake.namespaces().namespaceExists(Namespace.of(namespace))) {
            return snapshots;
        }
        for (TableIdentifier identifier : lake.tables().listTables(Namespace.of(namespace))) {
            try {
                SnapshotRef tag = lake.tables().loadTable(identifier).refs().get(name);
                if (tag != null && tag.isTag()) {
                    snapshots.put(identifier.name(), tag.snapshotId());
                }
            } catch (NoSuchTableException e) {
                // Dropped since it was listed.
            }
        }
        return snapshots;
    }
}
