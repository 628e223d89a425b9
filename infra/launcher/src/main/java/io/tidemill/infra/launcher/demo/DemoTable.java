package io.tidemill.infra.launcher.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table at the end of a demonstration. */
public final class DemoTable {
    private DemoTable() {}

    /** The table as people read it. */
    public static String render(Map<String, Object> counts, List<Latency> latencies, Map<String, String> places) {
        StringBuilder table = new StringBuilder("\n");
        counts.forEach((name, value) -> table.append(
                value instanceof Long number ? line("%-36s %,12d", name, number) : line("%-36s %s", name, value)));
        table.append(line("%n%-44s %10s %10s %8s", "latency", "p50 ms", "p99 ms", "samples"));
        for (Latency latency : latencies) {
            table.append(
                    line("%-44s %10.1f %10.1f %8d", latency.stage(), latency.p50(), latency.p99(), latency.samples()));
        }
        table.append(line("%nwhere to look"));
        places.forEach((name, place) -> table.append(line("  %-14s %s", name, place)));
        return table.toString();
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
