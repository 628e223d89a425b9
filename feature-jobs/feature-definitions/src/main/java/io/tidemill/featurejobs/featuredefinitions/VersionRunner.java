package io.tidemill.featurejobs.featuredefinitions;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the steps of {@link VersionRuns} on a thread of its own, while no other process does. */
final class VersionRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VersionRunner.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** The number of the advisory lock in PostgreSQL: "features" in ASCII. */
    private static final long LOCK = 0x6665617475726573L;

    private final DataSource postgres;
    private final VersionRuns runs;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    private VersionRunner(DataSource postgres, VersionRuns runs) {
        this.postgres = Objects.requireNonNull(postgres, "postgres");
        this.runs = Objects.requireNonNull(runs, "runs");
        this.thread = new Thread(this::run, "feature-versions");
        thread.setDaemon(true);
    }

    static VersionRunner start(DataSource postgres, VersionRuns runs) {
        VersionRunner runner = new VersionRunner(postgres, runs);
        runner.thread.start();
        return runner;
    }

    /** Says that something was stored. */
    void wake() {
        wake.release();
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                wake.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                wake.drainPermits();
                advanceUnderLock();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (SQLException | ExecutionException | TimeoutException | RuntimeException e) {
                if (closed) {
                    return;
                }
                LOG.atWarn().setCause(e).log("versions of features do not go on, trying again");
            }
        }
    }

    private void advanceUnderLock() throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        try (Connection connection = postgres.getConnection();
                Statement statement = connection.createStatement()) {
            if (!locked(statement, "SELECT pg_try_advisory_lock(" + LOCK + ")")) {
                return;
            }
            try {
                runs.advance();
            } finally {
                locked(statement, "SELECT pg_advisory_unlock(" + LOCK + ")");
            }
        }
    }

    private static boolean locked(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }
}
