package io.tidemill.ingestion.lakemaintenance;

import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.laketables.TableColumns;
import io.tidemill.ingestion.laketables.layout.LayoutChange;
import io.tidemill.ingestion.laketables.layout.TableLayout;
import io.tidemill.ingestion.laketables.layout.TableLayouts;
import io.tidemill.ingestion.laketables.maintenance.Effect;
import io.tidemill.ingestion.laketables.maintenance.MaintenanceLog;
import io.tidemill.ingestion.laketables.maintenance.MaintenanceRequest;
import io.tidemill.ingestion.laketables.maintenance.OperationKind;
import io.tidemill.ingestion.laketables.maintenance.OperationOutcome;
import io.tidemill.ingestion.laketables.maintenance.OperationResult;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds over all the tables there are. What fails for a table is recorded, and the others have their turn. Belongs to one
 * thread.
 */
final class MaintenanceRounds {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceRounds.class);
    private static final Duration RECORDS_KEPT = Duration.ofDays(30);

    private final Lake lake;
    private final MaintenanceLog log;
    private final Supplier<TableLayouts> layouts;
    private final Clock clock;
    private final DueTimes due;
    private final Map<String, Table> tables = new HashMap<>();
    private final Map<String, Long> idleSnapshots = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private final Map<OperationKind, TableOperation> operations = new EnumMap<>(OperationKind.class);

    /**
     * @param layouts asked at each round
     */
    MaintenanceRounds(
            MaintenanceSettings settings, Lake lake, MaintenanceLog log, Supplier<TableLayouts> layouts, Clock clock) {
        this.lake = lake;
        this.log = log;
        this.layouts = layouts;
        this.clock = clock;
        this.due = new DueTimes(settings.orphanInterval());
        operations.put(OperationKind.LAYOUT, MaintenanceRounds::changeLayout);
        operations.put(OperationKind.COMPACT, new Compaction(settings));
        operations.put(OperationKind.MANIFESTS, new ManifestRewrite(settings));
        operations.put(OperationKind.EXPIRE, new SnapshotExpiry(settings));
        operations.put(OperationKind.ORPHANS, new OrphanRemoval(settings));
    }

    /**
     * Does what is due, for each table.
     *
     * @param completed the days that were announced since the last round, by table
     */
    void round(Map<String, Set<Integer>> completed) throws SQLException, InterruptedException {
        TableLayouts current = layouts.get();
        for (String table : lake.tables()) {
            for (OperationKind kind : operations.keySet()) {
                Instant now = clock.instant();
                Set<Integer> days = Objects.requireNonNull(completed.getOrDefault(table, Set.of()));
                if (due.due(table, kind, now) && (!days.isEmpty() || !isAsItWas(table, kind))) {
                    TableOperation.Run run =
                            new TableOperation.Run(TableOperation.Cause.INTERVAL, Effect.CHANGE, days, now);
                    run(table, kind, current.of(table), run, OptionalLong.empty());
                }
            }
        }
        log.forget(clock.instant().minus(RECORDS_KEPT));
    }

    /** Does what was asked for; whether there was anything. */
    boolean serveRequest() throws SQLException, InterruptedException {
        Optional<MaintenanceRequest> taken = log.takeUp(clock.instant());
        if (taken.isEmpty()) {
            return false;
        }
        MaintenanceRequest request = taken.get();
        List<String> tables = request.table().map(List::of).orElseGet(lake::tables);
        int all = tables.size() * request.operations().size();
        int done = 0;
        log.progress(request.id(), done, all, clock.instant());
        TableLayouts current = layouts.get();
        for (String table : tables) {
            for (OperationKind kind : request.operations()) {
                TableOperation.Run run =
                        new TableOperation.Run(TableOperation.Cause.ASKED, request.effect(), Set.of(), clock.instant());
                run(table, kind, current.of(table), run, OptionalLong.of(request.id()));
                log.progress(request.id(), ++done, all, clock.instant());
            }
        }
        return true;
    }

    private void run(String table, OperationKind kind, TableLayout layout, TableOperation.Run run, OptionalLong request)
            throws SQLException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("maintenance is to stop");
        }
        Instant start = clock.instant();
        OperationResult result = attempt(table, kind, layout, run);
        if (request.isPresent() || isWorthARecord(table + "/" + kind, result)) {
            log.add(table, kind, request, start, clock.instant(), result);
            LOG.atInfo()
                    .addKeyValue("table", table)
                    .addKeyValue("operation", kind.text())
                    .addKeyValue("outcome", result.outcome())
                    .addKeyValue("before", result.filesBefore())
                    .addKeyValue("after", result.filesAfter())
                    .addKeyValue("detail", result.detail())
                    .log("maintained");
        }
    }

    /** Whether there was nothing to do in the snapshot that the table still has, so that its files need not be listed. */
    private boolean isAsItWas(String name, OperationKind kind) {
        if (kind != OperationKind.COMPACT && kind != OperationKind.MANIFESTS) {
            return false;
        }
        Long idle = idleSnapshots.get(name + "/" + kind);
        Table table = tables.get(name);
        if (idle == null || table == null) {
            return false;
        }
        Snapshot current = table.currentSnapshot();
        return current != null && current.snapshotId() == idle;
    }

    /** What fails in each round is recorded once, until it fails for another reason or not any more. */
    private boolean isWorthARecord(String attempted, OperationResult result) {
        if (result.outcome() == OperationOutcome.FAILED) {
            return !result.detail().equals(failures.put(attempted, result.detail()));
        }
        failures.remove(attempted);
        return result.outcome() != OperationOutcome.NOTHING;
    }

    private OperationResult attempt(String name, OperationKind kind, TableLayout layout, TableOperation.Run run) {
        try {
            Table table = tables.computeIfAbsent(name, lake::table);
            table.refresh();
            if (!TableColumns.holdEvents(table.schema())) {
                // Somebody else's.
                return OperationResult.nothing(0);
            }
            Snapshot before = table.currentSnapshot();
            OperationResult result =
                    Objects.requireNonNull(operations.get(kind)).run(table, layout, run);
            if (result.outcome() == OperationOutcome.NOTHING && before != null) {
                idleSnapshots.put(name + "/" + kind, before.snapshotId());
            }
            return result;
        } catch (NoSuchTableException e) {
            tables.remove(name);
            return OperationResult.without(OperationOutcome.FAILED, "there is no table " + name);
        } catch (RuntimeException e) {
            LOG.atDebug().addKeyValue("table", name).setCause(e).log("maintenance failed, and is tried again");
            return OperationResult.without(OperationOutcome.FAILED, e.toString());
        }
    }

    private static OperationResult changeLayout(Table table, TableLayout layout, TableOperation.Run run) {
        if (run.dry()) {
            return OperationResult.nothing(0);
        }
        List<String> changed = LayoutChange.apply(table, layout);
        return changed.isEmpty()
                ? OperationResult.nothing(0)
                : OperationResult.without(OperationOutcome.DONE, String.join(", ", changed));
    }

    /** Announced days by table, until they are taken. Safe for two threads. */
    static final class AnnouncedDays {
        private final Map<String, Set<Integer>> days = new HashMap<>();

        synchronized void add(String table, int day) {
            days.computeIfAbsent(table, key -> new HashSet<>()).add(day);
        }

        synchronized Map<String, Set<Integer>> take() {
            Map<String, Set<Integer>> taken = Map.copyOf(days);
            days.clear();
            return taken;
        }
    }
}
