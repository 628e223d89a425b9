package io.tidemill.ingestion.lakesink;

import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Commits to the tables, one after the other, and announces what that completes. Belongs to one thread. */
final class CommittedTables implements AutoCloseable {
    private static final String DEAD_LETTERS = LakeTables.ofEvents(EventTypes.DEAD_LETTER);

    private final Lake lake;
    private final Announcer announcer;
    private final String jobId;
    private final Map<String, CommittedTable> tables = new TreeMap<>();

    private CommittedTables(Lake lake, Announcer announcer, String jobId) {
        this.lake = lake;
        this.announcer = announcer;
        this.jobId = jobId;
    }

    static CommittedTables open(LakeSettings settings, Clock clock, String jobId) {
        Lake lake = Lake.open(settings.catalog());
        CommittedTables opened = new CommittedTables(lake, Announcer.start(settings, clock), jobId);
        lake.tables().forEach(opened::table);
        return opened;
    }

    /**
     * Commits what a checkpoint has.
     *
     * @param mayBeDone whether an earlier run may have committed some of it
     */
    void commit(PendingCommit pending, boolean mayBeDone) {
        Map<String, List<WrittenFile>> files =
                pending.files().stream().collect(Collectors.groupingBy(WrittenFile::table));
        Collection<String> names = new TreeSet<>(files.keySet());
        names.addAll(pending.watermarks().keySet());
        for (String name : names) {
            List<WrittenFile> added = files.getOrDefault(name, List.of());
            if (!added.isEmpty() || (tables.containsKey(name) && passesDay(tables.get(name), pending))) {
                CommittedTable table = table(name);
                if (!mayBeDone || !table.has(pending)) {
                    table.commit(pending, added);
                }
            }
        }
    }

    /** Announces the days of all tables that are complete by now. */
    void announce() {
        tables.values().stream()
                .filter(table -> !table.name().equals(DEAD_LETTERS))
                .forEach(announcer::announce);
    }

    @Override
    public void close() {
        announcer.close();
        lake.close();
    }

    private CommittedTable table(String name) {
        return tables.computeIfAbsent(name, missing -> new CommittedTable(missing, lake.table(missing), jobId));
    }

    private boolean passesDay(CommittedTable table, PendingCommit pending) {
        Long next = pending.watermarks().get(table.name());
        return next != null
                && announcer.firstOpenDay(table.name(), next)
                        > announcer.firstOpenDay(table.name(), table.watermark().orElse(Long.MIN_VALUE / 2));
    }
}
