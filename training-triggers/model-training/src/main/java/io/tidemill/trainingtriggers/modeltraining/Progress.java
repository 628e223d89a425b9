package io.tidemill.trainingtriggers.modeltraining;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells how far a run has come, one JSON object a line: {@code {"at":..,"step":..}} and what the step has to say. */
final class Progress {
    private final PrintStream out;
    private final Clock clock;

    Progress(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    void report(String step, Map<String, Object> facts) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", clock.instant().toString());
        line.put("step", step);
        line.putAll(facts);
        try {
            out.println(RunSpec.JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("progress of step " + step + " cannot be JSON", e);
        }
    }
}
