package io.tidemill.ingestion.lakeversions.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Which data files a snapshot has. Manifests are read, data is not. */
public final class SnapshotFiles {
    private SnapshotFiles() {}

    /**
     * The files that one snapshot has and another has not.
     *
     * @param removed only in the first
     * @param added only in the second
     */
    public record Difference(List<DataFile> removed, List<DataFile> added) {
        /** Whether both have the same files. */
        public boolean isEmpty() {
            return removed.isEmpty() && added.isEmpty();
        }
    }

    /** The files in which two snapshots differ; a manifest that both have is not opened. */
    public static Difference difference(Table table, Snapshot before, Snapshot after) {
        requireWholeFiles(table, before);
        requireWholeFiles(table, after);
        List<ManifestFile> old = before.dataManifests(table.io());
        List<ManifestFile> young = after.dataManifests(table.io());
        Map<String, DataFile> removed = live(table, without(old, young));
        Map<String, DataFile> added = live(table, without(young, old));
        Set<String> both = removed.keySet().stream().filter(added::containsKey).collect(Collectors.toSet());
        removed.keySet().removeAll(both);
        added.keySet().removeAll(both);
        return new Difference(List.copyOf(removed.values()), List.copyOf(added.values()));
    }

    /** The files of a snapshot by location. */
    public static Map<String, DataFile> of(Table table, Snapshot snapshot) {
        requireWholeFiles(table, snapshot);
        return live(table, snapshot.dataManifests(table.io()));
    }

    /** The files that are live in one of some manifests, by location. */
    public static Map<String, DataFile> live(Table table, List<ManifestFile> manifests) {
        Map<String, DataFile> files = new LinkedHashMap<>();
        for (ManifestFile manifest : manifests) {
            try (ManifestReader<DataFile> reader = ManifestFiles.read(manifest, table.io(), table.specs())) {
                for (DataFile file : reader) {
                    files.put(file.location(), file.copy());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read manifest " + manifest.path(), e);
            }
        }
        return files;
    }

    /** Tidemill deletes rows by writing files anew; a table where another engine did it in delete files is refused. */
    private static void requireWholeFiles(Table table, Snapshot snapshot) {
        if (!snapshot.deleteManifests(table.io()).isEmpty()) {
            throw new IllegalStateException("snapshot " + snapshot.snapshotId() + " of table " + table.name()
                    + " has delete files: expected none; rewrite its data files with the engine that made them");
        }
    }

    private static List<ManifestFile> without(List<ManifestFile> manifests, List<ManifestFile> known) {
        Set<String> paths = known.stream().map(ManifestFile::path).collect(Collectors.toSet());
        List<ManifestFile> others = new ArrayList<>(manifests);
        others.removeIf(manifest -> paths.contains(manifest.path()));
        return others;
    }
}
