package io.tidemill.ingestion.lakeapi;

import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts, on a thread of its own, what sources send of each day: of each table the files that were added since it looked
 * last, and the whole of a day whose rows are not those counted, as after an erasure or when it was away for longer than
 * snapshots are kept. Then it says which sources are silent.
 */
final class SourceWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceWatch.class);
    private static final String SCHEMA = "lake_completeness";

    /** Its days never complete, and nobody is expected to send one. */
    private static final String DEAD_LETTERS = LakeTables.ofEvents(EventTypes.DEAD_LETTER);

    private final CatalogSettings catalog;
    private final SourceDayRows rows;
    private final Completions completions;
    private final SilentSources rule;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<SilentSource> reported = new HashSet<>();
    private final Thread thread = new Thread(this::watch, "source-watch");
    private volatile List<SilentSource> silent = List.of();

    SourceWatch(
            CatalogSettings catalog,
            DataSource dataSource,
            Completions completions,
            SilentSources rule,
            Duration interval) {
        PostgresPool.migrate(dataSource, SCHEMA);
        this.catalog = catalog;
        this.rows = new SourceDayRows(dataSource);
        this.completions = completions;
        this.rule = rule;
        this.interval = interval;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** The sources that are silent on a day that is open. */
    List<SilentSource> silent() {
        return silent;
    }

    SourceDayRows rows() {
        return rows;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        try {
            while (closed.getCount() > 0) {
                try (Lake lake = Lake.open(catalog)) {
                    do {
                        look(lake);
                    } while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS));
                } catch (SQLException | RuntimeException e) {
                    LOG.atWarn().setCause(e).log("cannot count what sources send, trying again");
                    boolean now = closed.await(interval.toMillis(), TimeUnit.MILLISECONDS);
                    LOG.atDebug().addKeyValue("closed", now).log("pause ended");
                }
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("stops");
        }
    }

    private void look(Lake lake) throws SQLException {
        List<SilentSource> found = new ArrayList<>();
        for (String name : lake.tables()) {
            if (closed.getCount() == 0) {
                return;
            }
            Optional<Table> table = lake.eventTable(name).filter(each -> each.currentSnapshot() != null);
            if (table.isPresent()) {
                count(name, table.get(), rows);
                found.addAll(silentIn(name));
            }
        }
        silent = List.copyOf(found);
        reported.retainAll(found);
        found.stream().filter(reported::add).forEach(source -> LOG.atWarn()
                .addKeyValue("table", source.table())
                .addKeyValue("day", source.day())
                .addKeyValue("tenant", source.tenant())
                .addKeyValue("source", source.source())
                .addKeyValue("lastEvent", source.lastEvent())
                .addKeyValue("expectedBy", source.expectedBy())
                .log("expected source silent"));
    }

    /** Brings the counts of a table up to its newest snapshot. */
    static void count(String name, Table table, SourceDayRows rows) throws SQLException {
        Snapshot current = Objects.requireNonNull(table.currentSnapshot());
        OptionalLong counted = rows.countedUpTo(name);
        if (counted.isPresent() && counted.getAsLong() == current.snapshotId()) {
            return;
        }
        if (counted.isPresent()
                && table.snapshot(counted.getAsLong()) != null
                && SnapshotUtil.isAncestorOf(table, current.snapshotId(), counted.getAsLong())) {
            SourceCounts added = new SourceCounts(table);
            try (CloseableIterable<FileScanTask> tasks = table.newIncrementalAppendScan()
                    .fromSnapshotExclusive(counted.getAsLong())
                    .toSnapshot(current.snapshotId())
                    .planFiles()) {
                tasks.forEach(added::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list what was added to table " + name, e);
            }
            rows.add(name, added.counted(), Set.of(), current.snapshotId());
        }
        recountWhatDiffers(name, table, current, rows);
    }

    private static void recountWhatDiffers(String name, Table table, Snapshot current, SourceDayRows rows)
            throws SQLException {
        Map<LocalDate, Long> counted = rows.rows(name);
        Map<LocalDate, List<FileScanTask>> days = new HashMap<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(current.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                Integer day = Objects.requireNonNull(task.file().partition().get(0, Integer.class), "day");
                days.computeIfAbsent(LocalDate.ofEpochDay(day), key -> new ArrayList<>())
                        .add(task);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the files of table " + name, e);
        }
        for (Map.Entry<LocalDate, List<FileScanTask>> day : days.entrySet()) {
            long there = day.getValue().stream()
                    .mapToLong(task -> task.file().recordCount())
                    .sum();
            Long known = counted.remove(day.getKey());
            if (known == null || known != there) {
                SourceCounts recount = new SourceCounts(table);
                day.getValue().forEach(recount::add);
                rows.add(name, recount.counted(), List.of(day.getKey()), current.snapshotId());
            }
        }
        rows.add(name, List.of(), counted.keySet(), current.snapshotId());
    }

    /** The day to look at is the first with rows that was not announced, and those after it. */
    private List<SilentSource> silentIn(String name) throws SQLException {
        if (name.equals(DEAD_LETTERS) || !completions.caughtUp()) {
            return List.of();
        }
        Map<LocalDate, List<Completion>> announced = completions.of(name);
        List<LocalDate> open = rows.rows(name).keySet().stream()
                .filter(day -> !announced.containsKey(day))
                .sorted()
                .toList();
        List<SilentSource> found = new ArrayList<>();
        if (!open.isEmpty()) {
            List<SourceDay> sources = rows.since(name, open.get(0).minusDays(8L * rule.days()));
            for (LocalDate day : open) {
                found.addAll(rule.on(day, name, sources));
            }
        }
        return found;
    }
}
