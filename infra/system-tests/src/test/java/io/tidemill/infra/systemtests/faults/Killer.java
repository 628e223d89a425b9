package io.tidemill.infra.systemtests.faults;

import static org.awaitility.Awaitility.await;

import io.tidemill.infra.systemtests.Stack;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Kills processes as planned, and measures how long the stack takes to come back each time. */
final class Killer {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LONGEST_PAUSE_MILLIS = 4000;
    private static final int COMMIT_MILLIS = 40;

    private final Stack stack;
    private final Random random;
    private final long began = System.nanoTime();
    private final List<Recovery> recoveries = new ArrayList<>();

    Killer(Stack stack, Random random) {
        this.stack = stack;
        this.random = random;
    }

    /** Carries out a plan, and returns when the stack has come back from the last blow. */
    List<Recovery> carryOut(List<Blow> plan) throws IOException, InterruptedException {
        Commits.awaitAnother(stack);
        for (int i = 0; i < plan.size(); i++) {
            Blow blow = plan.get(i);
            boolean nextHitsRecovery = i + 1 < plan.size() && plan.get(i + 1).moment() == Blow.Moment.IN_RECOVERY;
            awaitMoment(blow.moment());
            double at = Stack.seconds(began);
            long struck = System.nanoTime();
            stack.kill(blow.part());
            if (nextHitsRecovery) {
                recoveries.add(new Recovery(blow, at, Double.NaN, Double.NaN));
                awaitAlive(plan.get(i + 1).part());
            } else {
                recoveries.add(new Recovery(blow, at, serving(struck), committing(struck)));
            }
        }
        return List.copyOf(recoveries);
    }

    private void awaitMoment(Blow.Moment moment) throws IOException, InterruptedException {
        // Random moments are the point of this: no condition could stand in for the pause.
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
        if (moment == Blow.Moment.IN_COMMIT) {
            awaitCommitFile();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(COMMIT_MILLIS));
        }
    }

    /** Returns when a file appears among the metadata of the orders: manifests come first, then the new metadata. */
    private void awaitCommitFile() throws IOException, InterruptedException {
        Path metadata = stack.data()
                .resolve("warehouse")
                .resolve(LakeTables.NAMESPACE)
                .resolve(LakeTables.ofEvents(LoadEvent.TYPE))
                .resolve("metadata");
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            metadata.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            if (watch.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
                throw new AssertionError("no commit in " + PATIENCE);
            }
        }
    }

    private void awaitAlive(String part) {
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> stack.process(part)
                .isPresent());
    }

    private double serving(long struck) {
        await().alias("every part serves").atMost(PATIENCE).pollInterval(POLL).until(stack::ready);
        return Stack.seconds(struck);
    }

    private double committing(long struck) {
        Commits.awaitAnother(stack);
        double seconds = Stack.seconds(struck);
        Stack.print("the lake has another snapshot after %.1f s", seconds);
        return seconds;
    }
}
