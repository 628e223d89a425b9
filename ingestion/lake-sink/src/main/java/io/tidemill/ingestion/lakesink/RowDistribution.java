package io.tidemill.ingestion.lakesink;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.Partitioner;

/**
 * Which task writes a row. The rows of a table's day go to one task, so that a replay of many days makes few files; but
 * after every {@value #BLOCK} of them within a commit interval the next task takes its turn, so that a live stream, which
 * is all of one day, uses every task. Any task may write any row.
 */
final class RowDistribution implements Partitioner<TableDay> {
    /** Rows of a day that one task gets before the next has its turn: a file is hardly ever smaller for it. */
    static final int BLOCK = 5_000;

    private static final long serialVersionUID = 1L;

    private final Clock clock;
    private final long interval;
    private final Map<TableDay, Integer> rows = new HashMap<>();
    private long since;

    RowDistribution(Clock clock, Duration commitInterval) {
        this.clock = clock;
        this.interval = commitInterval.toMillis();
    }

    @Override
    public int partition(TableDay day, int tasks) {
        long now = clock.millis();
        if (now - since >= interval) {
            since = now;
            rows.clear();
        }
        int before = rows.merge(day, 1, Integer::sum) - 1;
        return Math.floorMod(day.hashCode() + before / BLOCK, tasks);
    }
}
