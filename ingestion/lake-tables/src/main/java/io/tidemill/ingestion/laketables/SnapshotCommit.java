package io.tidemill.ingestion.laketables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One snapshot that is to be made, once, by a catalogue whose answer may be lost. Everyone who changes the rows or the
 * files of a table commits by it.
 *
 * <p>A client that asked the catalogue twice, because the connection broke, hears that another was faster, where it was
 * itself. Iceberg's next attempt then finds a snapshot of its own number, and goes back to it: what others committed on top
 * is gone from the table. And when it gives up, it deletes the manifests of every attempt, those of the committed one too:
 * the table cannot be read any more. Here an attempt finds the snapshot of an earlier one by its id in the summary, and
 * nothing is deleted before it is known which attempt was committed.
 *
 * <p>It takes the place of the update's ancestry validator and of its delete callback. Not safe to share between threads.
 */
public final class SnapshotCommit {
    /** Snapshot summary: the id of the update that made it. */
    public static final String UPDATE_ID = "tidemill.update-id";

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotCommit.class);

    private final Table table;
    private final SnapshotUpdate<?> update;
    private final SnapshotAncestryValidator condition;
    private final String id = UUID.randomUUID().toString();
    private final List<String> unused = new ArrayList<>();
    private int attempts;
    private boolean asked;

    private SnapshotCommit(Table table, SnapshotUpdate<?> update, SnapshotAncestryValidator condition) {
        this.table = table;
        this.update = update;
        this.condition = condition;
        update.set(UPDATE_ID, id);
        update.validateWith(new NotMadeYet());
        update.deleteWith(unused::add);
    }

    /**
     * An update whose snapshot tells what its parent tells, see {@link SnapshotSummaries}.
     *
     * @param table the table that is updated
     * @param update not committed yet
     */
    public static SnapshotCommit of(Table table, SnapshotUpdate<?> update) {
        return new SnapshotCommit(table, update, SnapshotSummaries.carryingOver(table, update));
    }

    /**
     * An update that tells in its summary what there is to tell.
     *
     * @param condition asked at each attempt with the snapshots that the attempt builds on
     */
    public static SnapshotCommit onlyIf(SnapshotAncestryValidator condition, Table table, SnapshotUpdate<?> update) {
        return new SnapshotCommit(table, update, condition);
    }

    /**
     * Makes the snapshot; returns too when only the answer was lost.
     *
     * @throws ValidationException if it cannot be made on the table as it is now
     * @throws org.apache.iceberg.exceptions.CommitFailedException if others were faster each time
     * @throws CommitStateUnknownException if the catalogue does not tell whether it was made
     */
    public void make() {
        try {
            update.commit();
        } catch (RuntimeException e) {
            // One that fails its first attempt's validation was never handed to the catalogue.
            asked = attempts > 1 || !(e instanceof ValidationException);
            if (!asked) {
                deleteUnused();
                throw e;
            }
            requireMade(e);
            return;
        }
        asked = true;
        // The attempt that was answered is the only one that was committed, or it would have found the earlier one.
        deleteUnused();
    }

    /**
     * Whether the catalogue was asked: then files that the update adds may be the table's, however {@link #make} ended, and
     * are left to be removed as orphans.
     */
    public boolean asked() {
        return asked;
    }

    /** The snapshot that {@link #make} made. */
    public Snapshot snapshot() {
        return found().orElseThrow(() ->
                new IllegalStateException("table " + table.name() + " lost the snapshot of update " + id + " at once"));
    }

    private void requireMade(RuntimeException failure) {
        Optional<Snapshot> made;
        try {
            table.refresh();
            made = found();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            throw failure instanceof CommitStateUnknownException ? failure : new CommitStateUnknownException(failure);
        }
        if (made.isEmpty()) {
            throw failure;
        }
        LOG.atInfo()
                .addKeyValue("table", table.name())
                .addKeyValue("snapshot", made.get().snapshotId())
                .setCause(failure)
                .log("a snapshot was made and the answer lost");
    }

    /** Not by their parents: it may be on a branch. */
    private Optional<Snapshot> found() {
        for (Snapshot snapshot : table.snapshots()) {
            if (isThis(snapshot)) {
                return Optional.of(snapshot);
            }
        }
        return Optional.empty();
    }

    private boolean isThis(Snapshot snapshot) {
        return id.equals(snapshot.summary().get(UPDATE_ID));
    }

    /** What cannot be deleted now is an orphan later. */
    private void deleteUnused() {
        for (String file : unused) {
            try {
                table.io().deleteFile(file);
            } catch (RuntimeException e) {
                LOG.atDebug()
                        .addKeyValue("table", table.name())
                        .setCause(e)
                        .log("a file of an attempt that was not committed is left in place");
            }
        }
        unused.clear();
    }

    /** Iceberg asks it at each attempt, with the parent of that attempt, before it writes anything of it. */
    private final class NotMadeYet implements SnapshotAncestryValidator {
        private boolean made;

        @Override
        public boolean validate(Iterable<Snapshot> ancestors) {
            attempts++;
            if (attempts > 1) {
                for (Snapshot ancestor : ancestors) {
                    if (isThis(ancestor)) {
                        made = true;
                        return false;
                    }
                }
            }
            return condition.validate(ancestors);
        }

        @Override
        public String errorMessage() {
            return made ? "an attempt of which the answer was lost has made it" : condition.errorMessage();
        }
    }
}
