package io.tidemill.ingestion.lakeversions.versions;

import io.tidemill.ingestion.lakeversions.files.SnapshotFiles;
import io.tidemill.ingestion.lakeversions.versions.TableDiff.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;

/**
 * Compares two snapshots of a table. Only files that one of them has alone are read, the files of one partition after those
 * of another, so memory is that of one day at most.
 */
final class SnapshotComparison {
    private final Table table;
    private final Snapshot before;
    private final Snapshot after;

    SnapshotComparison(Table table, Snapshot before, Snapshot after) {
        this.table = table;
        this.before = before;
        this.after = after;
    }

    TableDiff compare(String name) {
        SnapshotFiles.Difference files = SnapshotFiles.difference(table, before, after);
        Schema schema = schemaOf(after);
        RowComparison rows = new RowComparison(table, schema);
        Map<String, List<DataFile>> removed = byPartition(files, files.removed());
        Map<String, List<DataFile>> added = byPartition(files, files.added());
        Set<String> partitions = new LinkedHashSet<>(removed.keySet());
        partitions.addAll(added.keySet());
        for (String partition : partitions) {
            rows.compare(removed.getOrDefault(partition, List.of()), added.getOrDefault(partition, List.of()));
        }
        Counts total = rows.days().values().stream().reduce(new Counts(0, 0, 0), Counts::plus);
        return new TableDiff(
                name,
                before.snapshotId(),
                after.snapshotId(),
                files.removed().size() + files.added().size(),
                total,
                rows.changedByColumn(),
                rows.days(),
                schemaChanges(schemaOf(before), schema));
    }

    /** Where a table was partitioned anew, a row may have moved from one partition to another: then all are one. */
    private Map<String, List<DataFile>> byPartition(SnapshotFiles.Difference files, List<DataFile> some) {
        Set<Integer> specs = new LinkedHashSet<>();
        files.removed().forEach(file -> specs.add(file.specId()));
        files.added().forEach(file -> specs.add(file.specId()));
        Map<String, List<DataFile>> partitions = new HashMap<>();
        for (DataFile file : some) {
            PartitionSpec spec = Objects.requireNonNull(table.specs().get(file.specId()));
            String key = specs.size() > 1 ? "" : spec.partitionToPath(file.partition());
            partitions.computeIfAbsent(key, missing -> new ArrayList<>()).add(file);
        }
        return partitions;
    }

    private Schema schemaOf(Snapshot snapshot) {
        Integer id = snapshot.schemaId();
        return id == null
                ? table.schema()
                : Objects.requireNonNull(table.schemas().get(id));
    }

    private static List<String> schemaChanges(Schema before, Schema after) {
        List<String> changes = new ArrayList<>();
        for (Types.NestedField column : before.columns()) {
            Types.NestedField now = after.findField(column.fieldId());
            if (now == null) {
                changes.add("dropped " + column.name());
            } else if (!now.name().equals(column.name())) {
                changes.add("renamed " + column.name() + " to " + now.name());
            } else if (!now.type().equals(column.type())) {
                changes.add("changed " + column.name() + " from " + column.type() + " to " + now.type());
            }
        }
        for (Types.NestedField column : after.columns()) {
            if (before.findField(column.fieldId()) == null) {
                changes.add("added " + column.name() + " " + column.type());
            }
        }
        return changes;
    }
}
