package io.tidemill.infra.systemtests.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run of faults came to, as text and as a file of JSON.
 *
 * @param name of the test
 * @param seed that all of it follows from, as far as chance is ours
 * @param counts what was sent and how it was answered, by name
 * @param recoveries of each kill
 * @param wrong what the oracle found, by kind; every list is empty when all is well
 */
record FaultReport(
        String name, long seed, Map<String, Long> counts, List<Recovery> recoveries, Map<String, List<String>> wrong) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int TOLD = 20;

    FaultReport {
        recoveries = List.copyOf(recoveries);
    }

    /** Whether nothing is wrong. */
    boolean clean() {
        return wrong.values().stream().allMatch(List::isEmpty);
    }

    /** As people read it. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add(name + ", seed " + seed + ": " + (clean() ? "nothing wrong" : "FAULTS FOUND"));
        counts.forEach((what, count) -> lines.add(String.format(Locale.ROOT, "  %-28s %,12d", what, count)));
        wrong.forEach((what, items) -> lines.add(String.format(Locale.ROOT, "  %-28s %,12d", what, items.size())));
        for (Recovery recovery : recoveries) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  kill -9 %-9s %-12s at %6.1f s: serving after %5.1f s, committing after %5.1f s",
                    recovery.blow().part(),
                    recovery.blow().moment().name().toLowerCase(Locale.ROOT),
                    recovery.atSeconds(),
                    recovery.servingAfterSeconds(),
                    recovery.committingAfterSeconds()));
        }
        wrong.forEach(
                (what, items) -> items.stream().limit(TOLD).forEach(item -> lines.add("  " + what + ": " + item)));
        if (clean() && !recoveries.isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  no failure in %d kills: at 95 %% confidence fewer than %.1f %% of kills do harm",
                    recoveries.size(),
                    100 * (1 - Math.pow(0.05, 1.0 / recoveries.size()))));
        }
        return String.join("\n", lines);
    }

    /** Writes the JSON file into a folder, and says where. */
    Path write(Path folder) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("seed", seed);
        all.put("clean", clean());
        all.put("kills", recoveries.size());
        all.put("counts", counts);
        all.put("wrong", wrong);
        all.put("recoveries", recoveries.stream().map(FaultReport::fields).toList());
        Path file = Files.createDirectories(folder).resolve(name + "-" + seed + ".json");
        Files.write(file, JSON.writeValueAsBytes(all));
        return file;
    }

    private static Map<String, Object> fields(Recovery recovery) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("part", recovery.blow().part());
        fields.put("moment", recovery.blow().moment());
        fields.put("atSeconds", recovery.atSeconds());
        fields.put("servingAfterSeconds", recovery.servingAfterSeconds());
        fields.put("committingAfterSeconds", recovery.committingAfterSeconds());
        return fields;
    }
}
