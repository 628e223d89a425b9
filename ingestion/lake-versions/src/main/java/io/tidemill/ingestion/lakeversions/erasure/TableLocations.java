package io.tidemill.ingestion.lakeversions.erasure;

import io.tidemill.ingestion.lakeversions.files.SnapshotFiles;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/** Everything that lies under a table: what its snapshots have, and what no snapshot has. */
final class TableLocations {
    private final Table table;
    private final List<String> folders;
    private final Duration settled;
    private final Clock clock;

    /**
     * @param folders where its files lie
     * @param settled how old a file that no snapshot has must be to be removed: a younger one may be about to be committed
     */
    TableLocations(Table table, List<String> folders, Duration settled, Clock clock) {
        this.table = table;
        this.folders = List.copyOf(folders);
        this.settled = settled;
        this.clock = clock;
    }

    /**
     * What a search found.
     *
     * @param files how many were searched
     * @param reachable those with the person that a snapshot has
     * @param unsettled how many with the person no snapshot has, and that are young
     * @param found all of them, with the places
     */
    record Search(int files, List<String> reachable, int unsettled, List<String> found) {
        Search(int files, List<String> reachable, int unsettled) {
            this(files, reachable, unsettled, List.of());
        }
    }

    /** Searches every file; one that no snapshot has and that is not young is removed when the person is in it. */
    Search search(ByteSearch bytes) {
        table.refresh();
        TreeMap<String, Long> files = new TreeMap<>();
        folders.forEach(folder -> list(folder, files));
        Set<String> reachable = reachable();
        reachable.forEach(location -> files.putIfAbsent(location, 0L));
        List<String> theirs = new ArrayList<>();
        List<String> found = new ArrayList<>();
        int unsettled = 0;
        for (Map.Entry<String, Long> file : files.entrySet()) {
            Optional<Occurrence> occurrence = bytes.in(file.getKey());
            if (occurrence.isEmpty()) {
                continue;
            }
            if (reachable.contains(file.getKey())) {
                theirs.add(file.getKey());
            } else if (file.getValue() > clock.millis() - settled.toMillis()) {
                unsettled++;
            } else {
                table.io().deleteFile(file.getKey());
                continue;
            }
            found.add(occurrence.get().location() + " " + occurrence.get().places());
        }
        return new Search(files.size(), theirs, unsettled, found);
    }

    private void list(String location, TreeMap<String, Long> files) {
        if (!(table.io() instanceof SupportsPrefixOperations listing)) {
            throw new IllegalStateException("lake.io.impl="
                    + table.io().getClass().getName() + " cannot list files: an erasure cannot prove anything there");
        }
        for (FileInfo file : listing.listPrefix(location)) {
            files.put(file.location(), file.createdAtMillis());
        }
    }

    /** Old metadata files are not: nobody reads them, and one that has the person is removed. */
    private Set<String> reachable() {
        Set<String> reachable = new HashSet<>();
        TableMetadata metadata = ((HasTableOperations) table).operations().current();
        reachable.add(metadata.metadataFileLocation());
        metadata.statisticsFiles().forEach(file -> reachable.add(file.path()));
        metadata.partitionStatisticsFiles().forEach(file -> reachable.add(file.path()));
        for (Snapshot snapshot : table.snapshots()) {
            reachable.add(snapshot.manifestListLocation());
            snapshot.allManifests(table.io()).forEach(manifest -> reachable.add(manifest.path()));
            reachable.addAll(SnapshotFiles.of(table, snapshot).keySet());
        }
        return reachable;
    }
}
