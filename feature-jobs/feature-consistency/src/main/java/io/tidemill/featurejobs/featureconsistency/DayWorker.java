package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.infra.lakecatalog.LakeCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares days that wait, one after the other, by a thread of its own. The claim of a day, its report and its verdict are one
 * transaction. A day waits until the tables its features are computed from are complete too, for a while; one that cannot be read is
 * tried again, ever more seldom, and tells why.
 */
final class DayWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DayWorker.class);
    private static final long IDLE_MILLISECONDS = 500;
    private static final Duration UNTIL_COMPLETE = Duration.ofSeconds(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);

    private final ConsistencyStore store;
    private final ConsistencySettings settings;
    private final TrainedOn.Champions champions;
    private final ConsistencyMetrics metrics;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "consistency-worker");

    private DayWorker(
            ConsistencyStore store,
            ConsistencySettings settings,
            TrainedOn.Champions champions,
            ConsistencyMetrics metrics,
            Clock clock) {
        this.store = store;
        this.settings = settings;
        this.champions = champions;
        this.metrics = metrics;
        this.clock = clock;
    }

    static DayWorker start(
            ConsistencyStore store,
            ConsistencySettings settings,
            TrainedOn.Champions champions,
            ConsistencyMetrics metrics,
            Clock clock) {
        DayWorker worker = new DayWorker(store, settings, champions, metrics, clock);
        worker.thread.setDaemon(true);
        worker.thread.start();
        return worker;
    }

    /** Stops after the day in the making. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            showNewest();
            long pause = 0;
            while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
                pause = next() ? 0 : IDLE_MILLISECONDS;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void showNewest() {
        try {
            store.list(LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31), 1).stream()
                    .findFirst()
                    .ifPresent(day -> metrics.show(day.report()));
        } catch (SQLException e) {
            LOG.atWarn().setCause(e).log("cannot read the newest report");
        }
    }

    /** Whether a day was looked at. */
    private boolean next() {
        try {
            Optional<DayReport> compared = store.transactions().run(this::claimed);
            compared.ifPresent(report -> {
                metrics.show(report);
                LOG.atInfo()
                        .addKeyValue("day", report.day())
                        .addKeyValue("revision", report.revision())
                        .addKeyValue("compared", report.compared())
                        .addKeyValue("unexplained", report.unexplained())
                        .addKeyValue("failed", report.failed())
                        .log("compared what was served with the lake");
            });
            return compared.isPresent();
        } catch (SQLException e) {
            LOG.atError().setCause(e).log("cannot compare days, trying again");
            return false;
        }
    }

    private Optional<DayReport> claimed(Connection connection) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<LogDay> claimed = ConsistencyStore.claim(connection, now);
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        LogDay day = claimed.get();
        try (LakeCatalog lake = LakeCatalog.open(settings.lake())) {
            DayComparison comparison = new DayComparison(lake.tables(), settings.serving(), settings.limits());
            if (comparison.sourcesCompleteTo() < end(day)
                    && now.isBefore(day.notedAt().plus(settings.patience()))) {
                ConsistencyStore.later(connection, day, now.plus(UNTIL_COMPLETE));
                return Optional.empty();
            }
            DayReport report = comparison.compare(
                    new DayComparison.Request(day.day(), day.revision(), Set.of(), now, now),
                    trainedOn(),
                    progress ->
                            LOG.atDebug().addKeyValue("view", progress.view()).log("compared a part"));
            ConsistencyStore.keep(connection, report);
            return Optional.of(report);
        } catch (IOException | RuntimeException e) {
            // Definitions that are invalid among them.
            // Iceberg and what lies below it answer a lost file or catalogue with many kinds of unchecked exceptions.
            failed(connection, day, e, now);
            return Optional.empty();
        }
    }

    private static void failed(Connection connection, LogDay day, Exception failure, Instant now) throws SQLException {
        int attempts = ConsistencyStore.note(connection, day, failure.toString(), now);
        Duration pause = Duration.ofSeconds(1L << Math.min(attempts, 11));
        ConsistencyStore.later(connection, day, now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
        LOG.atError()
                .addKeyValue("day", day.day())
                .addKeyValue("attempts", attempts)
                .setCause(failure)
                .log("a day cannot be compared");
    }

    private List<TrainedOn> trainedOn() {
        try {
            return champions.now();
        } catch (UncheckedIOException e) {
            // The comparison is worth more than the drift.
            LOG.atWarn().setCause(e).log("what the champions were trained on cannot be read");
            return List.of();
        }
    }

    private static long end(LogDay day) {
        return day.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
