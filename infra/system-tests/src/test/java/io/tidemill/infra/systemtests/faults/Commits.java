package io.tidemill.infra.systemtests.faults;

import static org.awaitility.Awaitility.await;

import io.tidemill.infra.systemtests.LakeReader;
import io.tidemill.infra.systemtests.Stack;
import java.time.Duration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** Waits for commits to the table of orders. */
final class Commits {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Commits() {}

    /** Waits for a snapshot later than now, through whatever is down at the moment. */
    static void awaitAnother(Stack stack) {
        awaitMore(stack, 1);
    }

    /** Waits for so many snapshots later than now. */
    static void awaitMore(Stack stack, int count) {
        long[] before = {-1};
        await().alias(count + " more snapshots of the orders")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> {
                    long now = latest(stack);
                    if (before[0] < 0) {
                        before[0] = now;
                    }
                    return now >= before[0] + count;
                });
    }

    private static long latest(Stack stack) {
        try (LakeReader lake = stack.lake()) {
            return lake.table(LoadEvent.TYPE)
                    .map(Table::currentSnapshot)
                    .map(Snapshot::sequenceNumber)
                    .orElse(0L);
        }
    }
}
