package io.tidemill.ingestion.lakeversions.erasure;

import io.tidemill.ingestion.laketables.SnapshotCommit;
import io.tidemill.ingestion.lakeversions.files.FileRows;
import io.tidemill.ingestion.lakeversions.files.Overwrites;
import io.tidemill.ingestion.lakeversions.files.SnapshotFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Erases a person from one table while others write to it. Their rows are written away; tags move to snapshots without them;
 * snapshots that held them expire, and manifests that tell of the old files, with the least and greatest values in them, are
 * written anew; and then everything under the table is searched. What is found, because it came meanwhile, is erased in
 * another pass. Can be broken off anywhere and begun again.
 */
final class TableErasure {
    private static final int PASSES = 4;
    private static final String ERASED = "tidemill.erased-files";

    private final Table table;
    private final PersonRows person;
    private final Mention mention;
    private final TableLocations locations;
    private final String name;
    private final Set<String> clean = new HashSet<>();
    private final Map<String, Optional<DataFile>> rewritten = new HashMap<>();
    private long rowsRemoved;
    private int snapshotsExpired;

    TableErasure(Table table, String name, Person person, TableLocations locations) {
        this.table = table;
        this.name = name;
        this.person = new PersonRows(person, name, table.schema());
        this.mention = new Mention(person.subject());
        this.locations = locations;
    }

    TableReport erase() {
        TagMoves tags = new TagMoves(table);
        TableLocations.Search search = new TableLocations.Search(0, List.of(), 0);
        for (int pass = 0; pass < PASSES; pass++) {
            pass(tags);
            search = locations.search(new ByteSearch(table, mention));
            if (search.reachable().isEmpty()) {
                break;
            }
        }
        return new TableReport(
                name,
                rowsRemoved,
                rewritten.size(),
                snapshotsExpired,
                tags.moved(),
                tags.dropped(),
                search.files(),
                search.found(),
                List.of(),
                search.unsettled());
    }

    private void pass(TagMoves tags) {
        table.refresh();
        Map<String, DataFile> held = held();
        eraseFromMain(held);
        Set<String> dirty = dirty(held.keySet());
        rewriteManifests(dirty);
        moveTags(tags, held, dirty);
        tags.close();
        expire(dirty(held.keySet()));
        // A tag that came meanwhile may hold one still: then the next pass has it.
        Set<String> live =
                SnapshotFiles.live(table, List.copyOf(manifests().values())).keySet();
        held.keySet().stream().filter(location -> !live.contains(location)).forEach(location -> table.io()
                .deleteFile(location));
    }

    /** Files of any snapshot that hold rows of the person. */
    private Map<String, DataFile> held() {
        Map<String, DataFile> held = new LinkedHashMap<>();
        for (ManifestFile manifest : manifests().values()) {
            try (ManifestReader<DataFile> files =
                    ManifestFiles.read(manifest, table.io(), table.specs()).filterRows(person.filter())) {
                for (DataFile file : files) {
                    if (!held.containsKey(file.location()) && !clean.contains(file.location())) {
                        DataFile copy = file.copy();
                        if (holds(copy)) {
                            held.put(copy.location(), copy);
                        } else {
                            clean.add(copy.location());
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read manifest " + manifest.path(), e);
            }
        }
        return held;
    }

    private boolean holds(DataFile file) {
        try (CloseableIterable<Record> rows = FileRows.read(table, file, table.schema(), person.filter())) {
            for (Record row : rows) {
                if (person.matches(row)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.location(), e);
        }
    }

    private void eraseFromMain(Map<String, DataFile> held) {
        Overwrites.retried(table, () -> {
            Snapshot current = table.currentSnapshot();
            if (current != null) {
                List<DataFile> removed =
                        new ArrayList<>(SnapshotFiles.of(table, current).values());
                removed.removeIf(file -> !held.containsKey(file.location()));
                if (!removed.isEmpty()) {
                    Overwrites.replace(
                                    table,
                                    current,
                                    removed,
                                    without(removed),
                                    Map.of(ERASED, Integer.toString(removed.size())))
                            .make();
                }
            }
            return table;
        });
    }

    /** The files as they are without the person; those that are not theirs at all stay. */
    private List<DataFile> without(Collection<DataFile> files) {
        List<DataFile> kept = new ArrayList<>();
        for (DataFile file : files) {
            rewritten
                    .computeIfAbsent(file.location(), location -> rewrite(file))
                    .ifPresent(kept::add);
        }
        return kept;
    }

    private Optional<DataFile> rewrite(DataFile file) {
        Optional<DataFile> written = FileRows.without(table, file, person::matches);
        rowsRemoved += file.recordCount() - written.map(DataFile::recordCount).orElse(0L);
        return written;
    }

    /** Manifests that have an entry of one of these files, deleted or not, or that mention the person otherwise. */
    private Set<String> dirty(Set<String> held) {
        table.refresh();
        Set<String> dirty = new HashSet<>();
        ManifestEntries entries = new ManifestEntries(table, held, mention);
        manifests().keySet().stream().filter(entries::tellOf).forEach(dirty::add);
        return dirty;
    }

    private void rewriteManifests(Set<String> dirty) {
        Overwrites.retried(table, () -> {
            Snapshot current = table.currentSnapshot();
            if (current != null
                    && current.dataManifests(table.io()).stream()
                            .anyMatch(manifest -> dirty.contains(manifest.path()))) {
                RewriteManifests rewrite = table.rewriteManifests()
                        .rewriteIf(manifest -> dirty.contains(manifest.path()))
                        .clusterBy(file -> "");
                Overwrites.lastCommit(table, current).ifPresent(id -> rewrite.set(Overwrites.COMMIT_ID, id));
                SnapshotCommit.of(table, rewrite).make();
            }
            return table;
        });
    }

    private void moveTags(TagMoves tags, Map<String, DataFile> held, Set<String> dirty) {
        table.refresh();
        for (Map.Entry<String, SnapshotRef> ref : Map.copyOf(table.refs()).entrySet()) {
            Snapshot snapshot =
                    Objects.requireNonNull(table.snapshot(ref.getValue().snapshotId()));
            if (!ref.getKey().equals(SnapshotRef.MAIN_BRANCH) && isDirty(snapshot, dirty)) {
                List<DataFile> files =
                        new ArrayList<>(SnapshotFiles.of(table, snapshot).values());
                List<DataFile> theirs = files.stream()
                        .filter(file -> held.containsKey(file.location()))
                        .toList();
                files.removeAll(theirs);
                files.addAll(without(theirs));
                tags.move(ref.getKey(), ref.getValue(), files);
            }
        }
    }

    private void expire(Set<String> dirty) {
        Overwrites.retried(table, () -> {
            Set<Long> named = new HashSet<>();
            table.refs().values().forEach(ref -> named.add(ref.snapshotId()));
            List<Long> due = new ArrayList<>();
            table.snapshots().forEach(snapshot -> {
                if (!named.contains(snapshot.snapshotId()) && isDirty(snapshot, dirty)) {
                    due.add(snapshot.snapshotId());
                }
            });
            if (!due.isEmpty()) {
                // Nothing is older than that: only those that are named here expire.
                ExpireSnapshots expiry = table.expireSnapshots().expireOlderThan(1);
                due.forEach(expiry::expireSnapshotId);
                expiry.commit();
                snapshotsExpired += due.size();
            }
            return table;
        });
    }

    private boolean isDirty(Snapshot snapshot, Set<String> dirty) {
        return snapshot.dataManifests(table.io()).stream().anyMatch(manifest -> dirty.contains(manifest.path()));
    }

    private Map<String, ManifestFile> manifests() {
        Map<String, ManifestFile> manifests = new LinkedHashMap<>();
        table.snapshots().forEach(snapshot -> snapshot.dataManifests(table.io())
                .forEach(manifest -> manifests.put(manifest.path(), manifest)));
        return manifests;
    }
}
