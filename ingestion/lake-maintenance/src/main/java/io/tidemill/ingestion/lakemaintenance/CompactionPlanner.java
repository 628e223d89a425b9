package io.tidemill.ingestion.lakemaintenance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;

/**
 * Decides which files are rewritten together. Fresh files are sorted first; sorted ones are merged with others of about
 * their own size only, so that a row is written again a few times in all, however often the table is committed to. A
 * partition that is to be settled has all its small files merged. Files that lie elsewhere than the table are left out.
 *
 * @param compactFrom how many files are worth it, in a partition that is not settled
 * @param targetBytes how large files become; those below three quarters of it are small
 */
record CompactionPlanner(int compactFrom, long targetBytes) {
    /** What is open at once while sorted files are merged. */
    static final int MOST_FILES = 64;

    private static final double SMALL = 0.75;
    private static final long SMALLEST_TIER = 256 << 10;
    private static final int TIER_BITS = 2;

    /** Whether a partition is settled: it has its path, such as {@code event_time_day=1997-01-01}, and its first value. */
    @FunctionalInterface
    interface Settled {
        boolean day(int day);
    }

    /** The groups among a table's files that are worth rewriting, of fresh files first. */
    List<FileGroup> plan(Table table, Iterable<FileScanTask> tasks, Settled settled) {
        Map<String, List<FileScanTask>> partitions = new TreeMap<>();
        for (FileScanTask task : tasks) {
            DataFile file = task.file();
            if (file.format() == FileFormat.PARQUET && isSmall(file) && liesWith(table, file)) {
                PartitionSpec spec = Objects.requireNonNull(table.specs().get(file.specId()));
                partitions
                        .computeIfAbsent(
                                spec.specId() + "/" + spec.partitionToPath(file.partition()), key -> new ArrayList<>())
                        .add(task);
            }
        }
        List<FileGroup> groups = new ArrayList<>();
        for (List<FileScanTask> small : partitions.values()) {
            Integer day = small.get(0).file().partition().get(0, Integer.class);
            if (small.size() > 1) {
                planPartition(table, small, day != null && settled.day(day), groups);
            }
        }
        groups.sort(Comparator.comparing(FileGroup::sorted));
        return groups;
    }

    private void planPartition(Table table, List<FileScanTask> small, boolean settle, List<FileGroup> groups) {
        List<FileScanTask> fresh = new ArrayList<>();
        Map<Integer, List<FileScanTask>> tiers = new TreeMap<>();
        for (FileScanTask task : small) {
            if (isSorted(table, task)) {
                int tier = settle ? 0 : tier(task.file().fileSizeInBytes());
                tiers.computeIfAbsent(tier, key -> new ArrayList<>()).add(task);
            } else {
                fresh.add(task);
            }
        }
        int enough = settle ? 2 : compactFrom;
        if (fresh.size() >= enough || (settle && !fresh.isEmpty())) {
            pack(fresh, 1, false, groups);
        } else {
            tiers.values().forEach(tier -> {
                if (tier.size() >= enough) {
                    pack(tier, enough, true, groups);
                }
            });
        }
    }

    /** The smallest first, so that a group's bytes stay within the target. */
    private void pack(List<FileScanTask> files, int enough, boolean sorted, List<FileGroup> groups) {
        files.sort(Comparator.comparingLong(task -> task.file().fileSizeInBytes()));
        List<FileScanTask> group = new ArrayList<>();
        long bytes = 0;
        for (FileScanTask task : files) {
            long size = task.file().fileSizeInBytes();
            if (group.size() == MOST_FILES || (group.size() > 1 && bytes + size > targetBytes)) {
                groups.add(new FileGroup(group, sorted));
                group = new ArrayList<>();
                bytes = 0;
            }
            group.add(task);
            bytes += size;
        }
        if (group.size() >= Math.min(enough, 2)) {
            groups.add(new FileGroup(group, sorted));
        }
    }

    private boolean isSmall(DataFile file) {
        return file.fileSizeInBytes() < SMALL * targetBytes;
    }

    /** What lies elsewhere was moved there, as the files of old days are, and packed otherwise: it stays as it is. */
    private static boolean liesWith(Table table, DataFile file) {
        String data = table.properties().getOrDefault(TableProperties.WRITE_DATA_LOCATION, table.location());
        return isBelow(table.location(), file) || isBelow(data, file);
    }

    private static boolean isBelow(String folder, DataFile file) {
        return file.location().startsWith(folder.endsWith("/") ? folder : folder + "/");
    }

    private static boolean isSorted(Table table, FileScanTask task) {
        Integer order = task.file().sortOrderId();
        return (order == null ? 0 : order) == table.sortOrder().orderId()
                && task.file().specId() == table.spec().specId()
                && task.deletes().isEmpty();
    }

    /** Each tier's files are up to four times as large as those of the one below. */
    private static int tier(long bytes) {
        return bytes <= SMALLEST_TIER ? 0 : 1 + (63 - Long.numberOfLeadingZeros(bytes / SMALLEST_TIER)) / TIER_BITS;
    }
}
