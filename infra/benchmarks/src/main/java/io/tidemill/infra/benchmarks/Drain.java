package io.tidemill.infra.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a backlog was drained.
 *
 * @param backlog events that stood there
 * @param rows those that were seen in the end
 * @param toFirst from the start of the process to the first rows seen
 * @param perSecond rows a second from the first seen to the last
 * @param writerMicros CPU microseconds of the process a row, over the same time
 * @param kafkaMicros the same of the broker
 */
record Drain(
        String contender,
        long backlog,
        long rows,
        Duration toFirst,
        double perSecond,
        double writerMicros,
        double kafkaMicros) {
    static Drain of(
            String contender,
            long backlog,
            long rows,
            long measuredRows,
            Duration toFirst,
            Duration measured,
            Map<String, Double> cpuBefore,
            Map<String, Double> cpuAfter) {
        double seconds = Math.max(1e-3, measured.toNanos() / 1e9);
        long counted = Math.max(1, measuredRows);
        return new Drain(
                contender,
                backlog,
                rows,
                toFirst,
                measuredRows / seconds,
                1000 * (cpuAfter.getOrDefault("writer", 0.0) - cpuBefore.getOrDefault("writer", 0.0)) / counted,
                1000 * (cpuAfter.getOrDefault("kafka", 0.0) - cpuBefore.getOrDefault("kafka", 0.0)) / counted);
    }

    /** A table in Markdown, a line for each. */
    static String table(List<Drain> drains) {
        StringBuilder table = new StringBuilder("| what | backlog | seen | first rows after s | rows/s | CPU µs/row |"
                + " rows/CPU second | Kafka's CPU µs/row |\n|---|---|---|---|---|---|---|---|\n");
        drains.forEach(drain -> table.append(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %.1f | %.0f | %.1f | %.0f | %.1f |%n",
                drain.contender,
                drain.backlog,
                drain.rows,
                drain.toFirst.toMillis() / 1000.0,
                drain.perSecond,
                drain.writerMicros,
                1e6 / Math.max(1e-3, drain.writerMicros),
                drain.kafkaMicros)));
        return table.toString();
    }
}
