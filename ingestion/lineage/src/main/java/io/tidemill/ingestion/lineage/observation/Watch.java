package io.tidemill.ingestion.lineage.observation;

import io.tidemill.infra.httpserver.postgres.Rows;
import io.tidemill.infra.httpserver.postgres.Transactions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for news again and again, by a thread of its own, beside the jobs and never in them. Any number of processes may
 * watch: whoever has the lock looks.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    /** Whoever holds this lock of PostgreSQL looks. */
    private static final long LOCK = 0x7469_6465_0020L;

    private final Transactions transactions;
    private final List<Observer> observers;
    private final Duration poll;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "lineage-watch");

    private Watch(Transactions transactions, List<Observer> observers, Duration poll) {
        this.transactions = transactions;
        this.observers = List.copyOf(observers);
        this.poll = poll;
    }

    /** Starts to look. */
    public static Watch start(Transactions transactions, List<Observer> observers, Duration poll) {
        Watch watch = new Watch(transactions, observers, poll);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        observers.forEach(Observer::close);
    }

    private void work() {
        try {
            do {
                for (Observer observer : observers) {
                    look(observer);
                }
            } while (!closed.await(poll.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Observer observer) throws InterruptedException {
        try {
            transactions.<Boolean, Exception>run(connection -> {
                boolean turn = Rows.find(
                                connection, row -> row.getBoolean(1), "SELECT pg_try_advisory_xact_lock(?)", LOCK)
                        .get(0);
                if (turn) {
                    observer.look(connection);
                }
                return turn;
            });
        } catch (InterruptedException e) {
            throw e;
        } catch (SQLException | IOException | RuntimeException e) {
            failed(observer, e);
        } catch (Exception e) {
            throw new IllegalStateException("looking throws no other", e);
        }
    }

    private static void failed(Observer observer, Exception e) {
        LOG.atWarn().addKeyValue("observer", observer.name()).setCause(e).log("cannot look for lineage, trying again");
    }
}
