package io.tidemill.ingestion.lakeversions.versions;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.files.Overwrites;
import io.tidemill.ingestion.lakeversions.versions.LakeVersion.VersionNote;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The named versions of a lake. A version is a tag in each of its tables, and beside it, made in the same commit, a table
 * property that tells who made it and why: the tables themselves are the only place where versions are kept, so they live
 * as long as the tables do, and any Iceberg client reads them ({@code VERSION AS OF 'name'}).
 */
public final class Versions {
    /** Table property of each version, followed by its name. */
    public static final String NOTE_PREFIX = "tidemill.version.";

    /** What names the newest snapshot wherever a version is asked for. */
    public static final String CURRENT = "current";

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private final Lake lake;
    private final Clock clock;

    /** Versions of a lake that is open. */
    public Versions(Lake lake, Clock clock) {
        this.lake = lake;
        this.clock = clock;
    }

    /**
     * Makes a version; one that an earlier call did not finish is completed.
     *
     * @param tables of which; none for all that have rows
     * @param asOf the instant whose snapshots it names; now when absent
     * @throws ProblemException if there is a complete one of this name, or a table has no snapshot then
     */
    public LakeVersion create(String name, List<String> tables, String message, String author, Optional<Instant> asOf) {
        requireName(name);
        Optional<LakeVersion> found = find(name);
        if (found.isPresent() && (found.get().complete() || found.get().note().isEmpty())) {
            throw ProblemException.conflict("name", "there is a version " + name + " already");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        VersionNote note = found.flatMap(LakeVersion::note)
                .orElseGet(() -> new VersionNote(
                        message, author, now, asOf.orElse(now), tables.isEmpty() ? withRows() : tables));
        if (note.tables().isEmpty()) {
            throw ProblemException.invalid("tables", "no table has rows");
        }
        Map<String, Long> snapshots = new TreeMap<>();
        for (String table : note.tables()) {
            snapshots.put(table, snapshotAsOf(table, note.asOf()));
        }
        snapshots.forEach((table, id) -> tag(Tables.named(lake, table), name, id, note));
        return show(name);
    }

    /** Every version, by name; tags that something else made are among them. */
    public List<LakeVersion> list() {
        Map<String, Map<String, Long>> snapshots = new TreeMap<>();
        Map<String, VersionNote> notes = new HashMap<>();
        for (String name : lake.tables()) {
            Table table = Tables.named(lake, name);
            table.refs().forEach((tag, ref) -> {
                if (ref.isTag()) {
                    snapshots.computeIfAbsent(tag, key -> new TreeMap<>()).put(name, ref.snapshotId());
                    note(table, tag).ifPresent(note -> notes.put(tag, note));
                }
            });
        }
        List<LakeVersion> versions = new ArrayList<>();
        snapshots.forEach((name, tables) -> {
            Optional<VersionNote> note = Optional.ofNullable(notes.get(name));
            boolean complete =
                    note.map(told -> tables.keySet().containsAll(told.tables())).orElse(true);
            versions.add(new LakeVersion(name, note, tables, complete));
        });
        return versions;
    }

    /**
     * A version.
     *
     * @throws ProblemException with status 404 if there is none of this name
     */
    public LakeVersion show(String name) {
        return find(name).orElseThrow(() -> unknown(name));
    }

    /** Lets a version go: its tags and what is told of it. Its rows stay as long as a snapshot has them. */
    public LakeVersion delete(String name) {
        LakeVersion version = show(name);
        version.tables().keySet().forEach(table -> untag(Tables.named(lake, table), name));
        return version;
    }

    /**
     * The snapshot of a table that is meant.
     *
     * @param reference the name of a version, the id of a snapshot, or {@link #CURRENT}
     * @throws ProblemException with status 404 if there is none
     */
    public Snapshot snapshot(Table table, String tableName, String reference) {
        Snapshot found;
        SnapshotRef tag = table.refs().get(reference);
        if (reference.equals(CURRENT)) {
            found = table.currentSnapshot();
        } else if (tag != null) {
            found = table.snapshot(tag.snapshotId());
        } else {
            found = reference.matches("[0-9]{1,19}") ? table.snapshot(parsed(reference)) : null;
        }
        if (found == null) {
            throw ProblemException.notFound("table " + tableName + " has neither a version nor a snapshot " + reference)
                    .withField("version");
        }
        return found;
    }

    /**
     * The snapshot of a table that was current at an instant.
     *
     * @throws ProblemException with status 422 if it is not known any more or there was none yet
     */
    public long snapshotAsOf(String tableName, Instant instant) {
        Table table = Tables.named(lake, tableName);
        try {
            return SnapshotUtil.snapshotIdAsOfTime(table, instant.toEpochMilli());
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(
                    "asOf",
                    "table " + tableName + " has no snapshot as old as " + instant + ": it had none yet, or it"
                            + " has expired");
        }
    }

    private Optional<LakeVersion> find(String name) {
        return list().stream().filter(version -> version.name().equals(name)).findFirst();
    }

    private List<String> withRows() {
        return lake.tables().stream()
                .filter(name -> Tables.named(lake, name).currentSnapshot() != null)
                .toList();
    }

    private static void tag(Table table, String name, long snapshotId, VersionNote note) {
        Overwrites.retried(table, () -> {
            if (!table.refs().containsKey(name)) {
                Transaction both = table.newTransaction();
                both.manageSnapshots().createTag(name, snapshotId).commit();
                both.updateProperties()
                        .set(NOTE_PREFIX + name, new String(Json.write(note), StandardCharsets.UTF_8))
                        .commit();
                both.commitTransaction();
            }
            return table;
        });
    }

    private static void untag(Table table, String name) {
        Overwrites.retried(table, () -> {
            if (table.refs().containsKey(name)) {
                Transaction both = table.newTransaction();
                both.manageSnapshots().removeTag(name).commit();
                both.updateProperties().remove(NOTE_PREFIX + name).commit();
                both.commitTransaction();
            }
            return table;
        });
    }

    private static Optional<VersionNote> note(Table table, String name) {
        return Optional.ofNullable(table.properties().get(NOTE_PREFIX + name))
                .map(text -> Json.read(text.getBytes(StandardCharsets.UTF_8), VersionNote.class));
    }

    private static long parsed(String number) {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void requireName(String name) {
        if (!name.matches(NAME) || name.equals(SnapshotRef.MAIN_BRANCH) || name.equals(CURRENT)) {
            throw ProblemException.invalid(
                    "name",
                    name + ": expected letters, digits, '.', '_' and '-', 100 at most, and neither main nor current");
        }
        if (name.startsWith("run-")) {
            throw ProblemException.invalid("name", name + ": names that begin with run- are of training runs");
        }
    }

    private ProblemException unknown(String name) {
        return ProblemException.notFound("there is no version " + name).withField("name");
    }
}
