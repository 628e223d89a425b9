package io.tidemill.infra.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Measurements of several rounds as one line for each workload: the median round, and the range of its p99. */
final class Report {
    private static final double[] PERCENTILES = {50, 95, 99, 99.9};
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Map<String, List<Measurement>> rounds;

    Report(List<Measurement> measurements) {
        rounds = measurements.stream()
                .collect(Collectors.groupingBy(
                        measurement -> measurement.workload() + "|" + measurement.perSecond(),
                        LinkedHashMap::new,
                        Collectors.toList()));
    }

    /** A table in Markdown. */
    String table() {
        StringBuilder table = new StringBuilder("| what | rate/s | sent | failed | p50 ms | p95 | p99 (range) | p99.9 |"
                + " max | CPU ms/operation |\n|---|---|---|---|---|---|---|---|---|---|\n");
        rounds.values().forEach(list -> table.append(line(list)));
        return table.toString();
    }

    String json() throws IOException {
        ArrayNode lines = JSON.createArrayNode();
        for (List<Measurement> list : rounds.values()) {
            for (Measurement measurement : list) {
                ObjectNode line = lines.addObject();
                line.put("what", measurement.workload());
                line.put("perSecond", measurement.perSecond());
                line.put("measured", measurement.latency().getTotalCount());
                line.put("failed", measurement.failed());
                for (double percentile : PERCENTILES) {
                    line.put("p" + plain(percentile) + "Millis", measurement.millisAt(percentile));
                }
                line.put("maxMillis", measurement.maxMillis());
                line.set("cpuMillisPerOperation", JSON.valueToTree(measurement.cpuMillisPerOperation()));
            }
        }
        return JSON.writeValueAsString(lines);
    }

    private static String line(List<Measurement> list) {
        Measurement first = list.get(0);
        long measured = list.stream()
                .mapToLong(measurement -> measurement.latency().getTotalCount())
                .sum();
        long failed = list.stream().mapToLong(Measurement::failed).sum();
        double lowest =
                list.stream().mapToDouble(each -> each.millisAt(99)).min().orElse(0);
        double highest =
                list.stream().mapToDouble(each -> each.millisAt(99)).max().orElse(0);
        String cpu = first.cpuMillisPerOperation().keySet().stream()
                .map(process -> process + " "
                        + format(median(
                                list, each -> each.cpuMillisPerOperation().getOrDefault(process, 0.0))))
                .collect(Collectors.joining(", "));
        return "| " + first.workload() + " | " + Math.round(first.perSecond()) + " | " + (measured + failed) + " | "
                + failed + " | " + format(median(list, each -> each.millisAt(50))) + " | "
                + format(median(list, each -> each.millisAt(95))) + " | "
                + format(median(list, each -> each.millisAt(99))) + " (" + format(lowest) + "-" + format(highest)
                + ") | " + format(median(list, each -> each.millisAt(99.9))) + " | "
                + format(median(list, Measurement::maxMillis)) + " | " + (cpu.isEmpty() ? "-" : cpu) + " |\n";
    }

    private static double median(List<Measurement> list, ToDoubleFunction<Measurement> figure) {
        double[] sorted = list.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String format(double figure) {
        return String.format(Locale.ROOT, figure >= 100 ? "%.0f" : figure >= 10 ? "%.1f" : "%.2f", figure);
    }

    private static String plain(double percentile) {
        return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
    }
}
