package io.tidemill.trainingtriggers.partitionwatch;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works through the runs that wait, a few at a time, until it is closed. Any number of processes may have one. */
final class TrainingRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRunner.class);
    private static final long IDLE_MILLISECONDS = 500;

    private final RunStore store;
    private final RunExecution execution;
    private final TrainingSettings settings;
    private final String owner = UUID.randomUUID().toString();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    private TrainingRunner(RunStore store, RunExecution execution, TrainingSettings settings) {
        this.store = store;
        this.execution = execution;
        this.settings = settings;
    }

    static TrainingRunner start(RunStore store, RunExecution execution, TrainingSettings settings) {
        TrainingRunner runner = new TrainingRunner(store, execution, settings);
        for (int slot = 0; slot < settings.parallelRuns(); slot++) {
            Thread thread = new Thread(runner::work, "training-runner-" + slot);
            thread.setDaemon(true);
            runner.threads.add(thread);
            thread.start();
        }
        return runner;
    }

    /** Stops; a run in the making is given back. */
    @Override
    public void close() {
        closed.countDown();
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            boolean found = true;
            while (found || !closed.await(IDLE_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                found = closed.getCount() > 0 && workOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was something to do. What fails here leaves the run to its lease. */
    private boolean workOnce() throws InterruptedException {
        try {
            Optional<Run> claimed = store.claim(owner, settings.lease());
            if (claimed.isEmpty()) {
                return false;
            }
            Run run = claimed.get();
            LOG.atInfo()
                    .addKeyValue("model", run.model())
                    .addKeyValue("run", run.id())
                    .log("training run begins");
            Optional<Run> ended = execution.make(run);
            LOG.atInfo()
                    .addKeyValue("model", run.model())
                    .addKeyValue("run", run.id())
                    .addKeyValue(
                            "state", ended.map(Run::state).map(Object::toString).orElse("lease lost"))
                    .log("training run ended");
            return true;
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("a training run is left to its lease");
            return false;
        }
    }
}
