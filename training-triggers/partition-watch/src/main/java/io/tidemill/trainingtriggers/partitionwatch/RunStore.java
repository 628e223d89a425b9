package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.infra.httpserver.postgres.PostgresPool;
import io.tidemill.infra.httpserver.postgres.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The training runs, in schema {@code training} of PostgreSQL. A run belongs to one runner at a time, by a lease; what a
 * runner writes after it has lost the lease is refused. Safe for any number of threads and processes.
 */
public final class RunStore {
    static final String SCHEMA = "training";

    private static final String LOST = "the runner or its process is gone";

    private final Transactions transactions;
    private final Clock clock;

    private RunStore(DataSource dataSource, Clock clock) {
        this.transactions = new Transactions(dataSource);
        this.clock = clock;
    }

    /** Opens the store and brings its schema up to date. */
    public static RunStore open(DataSource dataSource, Clock clock) {
        PostgresPool.migrate(dataSource, SCHEMA);
        return new RunStore(dataSource, clock);
    }

    /** Adds a run; whether it was new. */
    public boolean add(Run run) throws SQLException {
        return transactions.run(connection -> add(connection, run));
    }

    static boolean add(Connection connection, Run run) throws SQLException {
        return RunRows.insert(connection, run);
    }

    /** The newest runs first. */
    public List<Run> runs(Optional<String> model, int limit) throws SQLException {
        return transactions.run(connection -> RunRows.newest(connection, model, limit));
    }

    /** The run of this name. */
    public Optional<Run> find(UUID id) throws SQLException {
        return transactions.run(connection -> RunRows.find(connection, id));
    }

    /**
     * Takes the oldest run that waits, or whose runner has not renewed its lease.
     *
     * @return nothing if there is none
     */
    Optional<Run> claim(String owner, Duration lease) throws SQLException {
        return transactions.run(connection -> {
            Instant now = clock.instant();
            Optional<Run> open = RunRows.oldestOpen(connection, now);
            while (open.isPresent()) {
                Run run = open.get();
                RunState state = run.state() instanceof RunState.Running lost ? lost.afterLoss(LOST) : run.state();
                if (state instanceof RunState.Pending pending) {
                    Run running = run.in(pending.toRunning(owner, now.plus(lease)), now);
                    RunRows.update(connection, running);
                    return Optional.of(running);
                }
                RunRows.update(connection, run.in(state, now));
                open = RunRows.oldestOpen(connection, now);
            }
            return Optional.empty();
        });
    }

    /** Those of some features of which what is served is not what the lake recomputes, and the day that shows it. */
    Map<String, LocalDate> failedFeatures(List<String> features) throws SQLException {
        return transactions.run(connection -> FeatureVerdicts.failed(connection, features));
    }

    /** Renews a lease; the run as it is then, or nothing if the lease was lost. */
    Optional<Run> renew(Run run, Duration lease) throws SQLException {
        RunState.Running running = (RunState.Running) run.state();
        return write(run, running, running.renewed(clock.instant().plus(lease)));
    }

    /** Ends an attempt; nothing if the lease was lost, and then nothing is written. */
    Optional<Run> finish(Run run, RunState next) throws SQLException {
        return write(run, (RunState.Running) run.state(), next);
    }

    private Optional<Run> write(Run run, RunState.Running held, RunState next) throws SQLException {
        return transactions.run(connection -> {
            Optional<Run> current = RunRows.locked(connection, run.id());
            boolean mine = current.isPresent()
                    && current.get().state() instanceof RunState.Running running
                    && running.owner().equals(held.owner())
                    && running.attempt() == held.attempt();
            if (!mine) {
                return Optional.empty();
            }
            Run changed = run.in(next, clock.instant());
            RunRows.update(connection, changed);
            return Optional.of(changed);
        });
    }

    /** Gives back what this owner runs, so that another need not wait for the lease to end; the attempt does not count. */
    void release(Run run) throws SQLException {
        RunState.Running held = (RunState.Running) run.state();
        write(run, held, new RunState.Pending(held.attempt() - 1));
    }

    /** The transactions of this store, for those who write more in the same one. */
    Transactions transactions() {
        return transactions;
    }

    static void lockForPlanning(Connection connection) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("LOCK TABLE training.topic_position IN EXCLUSIVE MODE")) {
            lock.execute();
        }
    }
}
