package io.tidemill.ingestion.lakeversions.erasure;

import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.erasure.ErasureJob.State;
import io.tidemill.ingestion.lakeversions.erasure.ErasureStore.Task;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on erasures, one after the other and table after table. What a server that died had begun is taken up by the next:
 * tables that were proven are passed over, the others are begun again.
 */
public final class ErasureRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureRunner.class);
    private static final int ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final ErasureStore store;
    private final CatalogSettings catalog;
    private final List<PersonalStore> beside;
    private final Optional<String> coldLocation;
    private final ErasureSettings settings;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread named = new Thread(work, "lake-erasures");
        named.setDaemon(true);
        return named;
    });

    private ErasureRunner(
            ErasureStore store,
            CatalogSettings catalog,
            List<PersonalStore> beside,
            Optional<String> coldLocation,
            ErasureSettings settings,
            Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.beside = List.copyOf(beside);
        this.coldLocation = coldLocation;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Starts to work.
     *
     * @param beside what is kept of persons beside the tables
     * @param coldLocation where files of old days lie, each table's below its name
     */
    public static ErasureRunner start(
            ErasureStore store,
            CatalogSettings catalog,
            List<PersonalStore> beside,
            Optional<String> coldLocation,
            ErasureSettings settings,
            Clock clock) {
        ErasureRunner runner = new ErasureRunner(store, catalog, beside, coldLocation, settings, clock);
        long poll = settings.poll().toMillis();
        runner.thread.scheduleWithFixedDelay(runner::work, 0, poll, TimeUnit.MILLISECONDS);
        return runner;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(PAUSE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.atWarn().log("an erasure is broken off; the next server goes on with it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            for (Task task : store.due()) {
                Optional<Connection> lock = store.lock(task.id());
                if (lock.isPresent()) {
                    try {
                        attempt(task);
                    } finally {
                        ErasureStore.unlock(lock.get(), task.id());
                    }
                }
            }
        } catch (SQLException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("erasures wait: PostgreSQL does not answer as expected");
        }
    }

    private void attempt(Task task) throws SQLException {
        try (Lake lake = Lake.open(catalog)) {
            Set<String> proven = store.proven(task.id());
            int left = 0;
            int unsettled = 0;
            for (String name : lake.tables()) {
                if (!proven.contains(name)) {
                    TableReport report = erasure(lake, name, task).erase();
                    store.note(task.id(), report);
                    left += report.occurrences().size();
                    unsettled += report.unsettled();
                }
            }
            for (PersonalStore kept : beside) {
                if (!proven.contains(kept.name())) {
                    TableReport report = TableReport.of(kept.name(), erased(kept, task));
                    store.note(task.id(), report);
                    left += report.occurrences().size();
                }
            }
            end(task, left, unsettled);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("erasure", task.id()).setCause(e).log("an erasure is tried again");
            State state = task.attempts() + 1 < ATTEMPTS ? State.OPEN : State.INCOMPLETE;
            store.end(
                    task.id(),
                    state,
                    "failed: " + e,
                    task.attempts() + 1,
                    clock.instant().plus(PAUSE));
        }
    }

    private static PersonalStore.Erased erased(PersonalStore kept, Task task) {
        try {
            return kept.erase(task.person());
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(kept.name() + ": nothing can be erased there now", e);
        }
    }

    private TableErasure erasure(Lake lake, String name, Task task) {
        Table table = lake.table(name);
        List<String> folders = new ArrayList<>(List.of(table.location()));
        coldLocation.ifPresent(cold -> folders.add(cold + "/" + name));
        return new TableErasure(
                table, name, task.person(), new TableLocations(table, folders, settings.settled(), clock));
    }

    private void end(Task task, int left, int unsettled) throws SQLException {
        Instant now = clock.instant();
        if (left == 0) {
            boolean kept = now.isBefore(task.keepUntil());
            store.end(
                    task.id(),
                    kept ? State.STANDING : State.DONE,
                    kept ? "proven; the person is erased again until " + task.keepUntil() : "proven",
                    0,
                    now.plus(settings.repeat()));
        } else if (left == unsettled) {
            store.end(
                    task.id(),
                    State.OPEN,
                    unsettled + " files that no snapshot has are young: looked at again once they are settled",
                    task.attempts(),
                    now.plus(settings.settled()));
        } else {
            boolean again = task.attempts() + 1 < ATTEMPTS;
            store.end(
                    task.id(),
                    again ? State.OPEN : State.INCOMPLETE,
                    left
                            + " files or entries mention the person still, in rows that are not known as theirs or that keep"
                            + " coming: see the occurrences; name a column that holds the person's id to erase its rows too",
                    task.attempts() + 1,
                    now.plus(settings.poll()));
        }
    }
}
