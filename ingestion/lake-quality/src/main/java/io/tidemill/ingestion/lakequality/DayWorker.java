package io.tidemill.ingestion.lakequality;

import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.events.EventSchemas;
import io.tidemill.schemas.expectations.QualityDefinitions;
import io.tidemill.schemas.expectations.TableExpectations;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges days that wait, one after the other, by a thread of its own. The claim of a day, its evaluation and its verdict
 * are one transaction: a day is judged once by a text of its expectations, whatever is killed. A day whose rows cannot be
 * read fails after a few attempts, so that nobody waits for its verdict for ever; while the definitions are invalid no day
 * of any table is judged.
 */
final class DayWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DayWorker.class);
    private static final long IDLE_MILLISECONDS = 300;
    private static final long PAUSE_MILLISECONDS = 1000;
    private static final int MOST_ATTEMPTS = 3;

    private final QualityStore store;
    private final QualitySettings settings;
    private final EventSchemas schemas;
    private final DayJudge judge;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "quality-worker");
    private @Nullable Lake lake;

    private DayWorker(QualityStore store, QualitySettings settings, EventSchemas schemas, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.schemas = schemas;
        this.judge = new DayJudge(clock);
        this.clock = clock;
    }

    static DayWorker start(QualityStore store, QualitySettings settings, EventSchemas schemas, Clock clock) {
        DayWorker worker = new DayWorker(store, settings, schemas, clock);
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
            long pause = 0;
            while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
                pause = pauseAfterNext();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeLake();
        }
    }

    private long pauseAfterNext() {
        try {
            return next() ? 0 : IDLE_MILLISECONDS;
        } catch (InvalidDefinitionsException | IOException | SQLException e) {
            LOG.atError().setCause(e).log("cannot judge days, trying again");
            return PAUSE_MILLISECONDS;
        } catch (UnreadableDayException e) {
            LOG.atError()
                    .addKeyValue("table", e.day().table())
                    .addKeyValue("day", e.day().day())
                    .setCause(e)
                    .log("a day cannot be read");
            closeLake();
            return noted(e) ? PAUSE_MILLISECONDS : 0;
        }
    }

    /** Whether there was a day to judge. */
    private boolean next() throws SQLException, IOException, UnreadableDayException {
        List<DayRevision> done = new ArrayList<>();
        try {
            store.transactions().<List<DayRevision>, Exception>run(connection -> {
                Optional<DayRevision> claimed = QualityStore.claim(connection);
                if (claimed.isPresent()) {
                    QualityDefinitions definitions = QualityDefinitions.read(settings.definitions(), schemas);
                    judge(
                            connection,
                            claimed.get(),
                            definitions.of(claimed.get().table()));
                    done.add(claimed.get());
                }
                return done;
            });
        } catch (SQLException | IOException | UnreadableDayException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("judging throws no other", e);
        }
        return !done.isEmpty();
    }

    private void judge(Connection connection, DayRevision day, Optional<TableExpectations> expectations)
            throws SQLException, UnreadableDayException {
        if (expectations.isEmpty()) {
            QualityStore.send(
                    connection, VerdictMessage.nothingExpected(day, QualityDefinitions.NO_VERSION, clock.instant()));
            QualityStore.judged(connection, day);
            return;
        }
        TableExpectations expected = expectations.get();
        KeptProfiles profiles =
                KeptProfiles.read(connection, day.table(), expected.version(), day.day(), expected.daysBack());
        Evaluation evaluation = read(day, expected, profiles);
        if (QualityStore.keep(connection, evaluation)) {
            profiles.write(connection);
            QualityStore.send(connection, VerdictMessage.of(evaluation));
        }
        QualityStore.judged(connection, day);
        LOG.atInfo()
                .addKeyValue("table", day.table())
                .addKeyValue("day", day.day())
                .addKeyValue("revision", day.revision())
                .addKeyValue("verdict", evaluation.verdict())
                .log("judged a day");
    }

    private Evaluation read(DayRevision day, TableExpectations expected, KeptProfiles profiles)
            throws UnreadableDayException {
        try {
            Lake open = lake;
            if (open == null) {
                open = Lake.open(settings.lake());
                lake = open;
            }
            return judge.judge(open.table(day.table()), day, expected, profiles).evaluation();
        } catch (IOException | RuntimeException e) {
            // Iceberg and what lies below it answer a lost file or catalogue with many kinds of unchecked exceptions.
            throw new UnreadableDayException(day, expected, e);
        }
    }

    /** Notes a failure, and after the last attempt judges the day by it; whether it will be tried again. */
    private boolean noted(UnreadableDayException failure) {
        try {
            return store.transactions().run(connection -> {
                String problem = "could not be read: " + failure.getCause();
                if (QualityStore.note(connection, failure.day(), problem) < MOST_ATTEMPTS) {
                    return true;
                }
                Evaluation evaluation = failure.evaluation(problem, clock.instant());
                if (QualityStore.keep(connection, evaluation)) {
                    QualityStore.send(connection, VerdictMessage.of(evaluation));
                }
                QualityStore.judged(connection, failure.day());
                return false;
            });
        } catch (SQLException e) {
            LOG.atError().setCause(e).log("cannot note why a day is not judged, trying again");
            return true;
        }
    }

    private void closeLake() {
        Lake open = lake;
        lake = null;
        if (open != null) {
            try {
                open.close();
            } catch (UncheckedIOException e) {
                LOG.atWarn().setCause(e).log("the lake is not closed in good order");
            }
        }
    }
}
