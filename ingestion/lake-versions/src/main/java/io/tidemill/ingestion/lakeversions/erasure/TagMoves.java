package io.tidemill.ingestion.lakeversions.erasure;

import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.lakeversions.files.Overwrites;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/** Lets tags name snapshots with other files, made on a branch that nobody else commits to. */
final class TagMoves {
    private static final String BRANCH = "tidemill-erasure";

    private final Table table;
    private final Map<Long, Optional<Long>> moved = new HashMap<>();
    private final List<String> movedTags = new ArrayList<>();
    private final List<String> droppedTags = new ArrayList<>();

    TagMoves(Table table) {
        this.table = table;
    }

    List<String> moved() {
        return movedTags;
    }

    List<String> dropped() {
        return droppedTags;
    }

    /**
     * Lets a tag, or a branch that is not the main one, name a snapshot that has these files and no others. Without files
     * it is dropped.
     */
    void move(String name, SnapshotRef ref, Collection<DataFile> files) {
        Optional<Long> target = moved.computeIfAbsent(
                ref.snapshotId(), id -> files.isEmpty() ? Optional.empty() : Optional.of(copy(id, files)));
        Overwrites.retried(table, () -> {
            if (target.isEmpty()) {
                (ref.isTag()
                                ? table.manageSnapshots().removeTag(name)
                                : table.manageSnapshots().removeBranch(name))
                        .commit();
            } else {
                (ref.isTag()
                                ? table.manageSnapshots().replaceTag(name, target.get())
                                : table.manageSnapshots().replaceBranch(name, target.get()))
                        .commit();
            }
            return table;
        });
        (target.isEmpty() ? droppedTags : movedTags).add(name);
    }

    /** Takes the branch away; the tags hold what they need. Also what an erasure that died left. */
    void close() {
        Overwrites.retried(table, () -> {
            if (table.refs().containsKey(BRANCH)) {
                table.manageSnapshots().removeBranch(BRANCH).commit();
            }
            return table;
        });
    }

    /**
     * A snapshot with manifests of its own, all new: those of the old one tell the least and greatest values of each file.
     */
    private long copy(long snapshotId, Collection<DataFile> files) {
        close();
        Overwrites.retried(table, () -> {
            table.manageSnapshots().createBranch(BRANCH, snapshotId).commit();
            return table;
        });
        Overwrites.retried(table, () -> {
            SnapshotCommit.of(
                            table,
                            table.newDelete()
                                    .deleteFromRowFilter(Expressions.alwaysTrue())
                                    .toBranch(BRANCH))
                    .make();
            return table;
        });
        return Overwrites.retried(table, () -> {
            AppendFiles append = table.newAppend().toBranch(BRANCH);
            files.forEach(append::appendFile);
            SnapshotCommit commit = SnapshotCommit.of(table, append);
            commit.make();
            return commit.snapshot().snapshotId();
        });
    }
}
