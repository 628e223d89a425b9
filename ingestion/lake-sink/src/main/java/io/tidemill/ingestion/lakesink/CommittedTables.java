package io.tidemill.ingestion.lakesink;

import io.tidemill.ingestion.laketables.Lake;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits to the tables, one after the other, and announces what that completes. Belongs to one thread. */
final class CommittedTables implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommittedTables.class);

    /**
     * Dead letters first: a table that has come to some offsets says by that that all dead letters before them are in
     * theirs, so a job without a checkpoint can begin there.
     */
    private static final Comparator<String> ORDER = Comparator.comparing(
                    (String table) -> !table.equals(TopicTables.DEAD_LETTERS))
            .thenComparing(Comparator.naturalOrder());

    private final Lake lake;
    private final Announcer announcer;
    private final String jobId;
    private final TopicIds topicIds;
    private final LakeMetrics metrics;
    private final Map<String, CommittedTable> tables = new TreeMap<>();

    private CommittedTables(Lake lake, Announcer announcer, String jobId, TopicIds topicIds, LakeMetrics metrics) {
        this.lake = lake;
        this.announcer = announcer;
        this.jobId = jobId;
        this.topicIds = topicIds;
        this.metrics = metrics;
    }

    static CommittedTables open(
            LakeSettings settings, Clock clock, String jobId, TopicIds topicIds, LakeMetrics metrics) {
        Lake lake = Lake.open(settings.catalog());
        CommittedTables opened = new CommittedTables(lake, Announcer.start(settings, clock), jobId, topicIds, metrics);
        lake.tables().stream().filter(name -> lake.eventTable(name).isPresent()).forEach(opened::table);
        return opened;
    }

    /** How far the tables have come. */
    LakePosition position() {
        Map<String, Offsets> offsets = new HashMap<>();
        tables.forEach((name, table) -> offsets.put(name, table.offsets()));
        return new LakePosition(offsets);
    }

    /** Commits what a checkpoint of this run has. */
    void commit(PendingCommit pending) {
        filesByTable(pending).forEach((name, files) -> {
            if (!files.isEmpty() || passesDay(name, pending)) {
                table(name).commit(pending, files);
            }
        });
    }

    /**
     * Commits of what the checkpoint has that this run is restored from what is not in the tables. Files of a table that
     * is gone are left out: whoever dropped it dropped what was on its way to it.
     */
    void recover(PendingCommit pending) {
        filesByTable(pending).forEach((name, files) -> {
            if (!tables.containsKey(name) && !files.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("table", name)
                        .addKeyValue("checkpoint", pending.checkpointId())
                        .addKeyValue(
                                "rows",
                                files.stream().mapToLong(WrittenFile::rows).sum())
                        .log("the table was dropped: rows of the restored checkpoint are left out");
            } else if (tables.containsKey(name) && !table(name).has(pending)) {
                List<DataFile> missing = table(name).missing(pending, files);
                if (!missing.isEmpty() || passesDay(name, pending)) {
                    table(name).add(pending, missing);
                }
            }
        });
    }

    /** Announces the days of all tables that are complete by now. */
    void announce() {
        tables.values().stream()
                .filter(table -> !table.name().equals(TopicTables.DEAD_LETTERS))
                .forEach(announcer::announce);
    }

    @Override
    public void close() {
        announcer.close();
        lake.close();
    }

    private CommittedTable table(String name) {
        return tables.computeIfAbsent(
                name, missing -> new CommittedTable(missing, lake.table(missing), jobId, topicIds, metrics));
    }

    private static Map<String, List<WrittenFile>> filesByTable(PendingCommit pending) {
        Map<String, List<WrittenFile>> files = new TreeMap<>(ORDER);
        pending.watermarks().keySet().forEach(table -> files.put(table, List.of()));
        files.putAll(pending.files().stream().collect(Collectors.groupingBy(WrittenFile::table)));
        return files;
    }

    private boolean passesDay(String name, PendingCommit pending) {
        CommittedTable table = tables.get(name);
        Long next = pending.watermarks().get(name);
        return table != null
                && next != null
                && announcer.firstOpenDay(name, next)
                        > announcer.firstOpenDay(name, table.watermark().orElse(Long.MIN_VALUE / 2));
    }
}
