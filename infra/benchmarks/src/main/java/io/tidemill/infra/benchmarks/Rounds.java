package io.tidemill.infra.benchmarks;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Measures workloads in turn, several times, so that noise of the machine falls on all of them. */
final class Rounds {
    private final Map<String, Long> pids;
    private final PrintWriter progress;

    Rounds(Map<String, Long> pids, PrintWriter progress) {
        this.pids = pids;
        this.progress = progress;
    }

    /** Measures all at one pace. */
    List<Measurement> measure(int rounds, Pace pace, List<Workload> workloads) {
        return measure(rounds, workload -> pace, workloads);
    }

    /** Measures each at a pace of its own. */
    List<Measurement> measure(int rounds, Function<Workload, Pace> paces, List<Workload> workloads) {
        List<Measurement> measurements = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (Workload workload : workloads) {
                Pace pace = paces.apply(workload);
                progress.printf("round %d of %d: %s at %.0f/s%n", round, rounds, workload.name(), pace.perSecond());
                progress.flush();
                measurements.add(measure(pace, workload));
            }
        }
        return measurements;
    }

    private Measurement measure(Pace pace, Workload workload) {
        Map<String, Long> measured = new LinkedHashMap<>(pids);
        measured.keySet().retainAll(workload.processes());
        ProcessCpu cpu = new ProcessCpu(measured);
        Map<String, Double> before = new LinkedHashMap<>();
        OpenLoop.Run run = OpenLoop.run(pace, workload.operation(), () -> {
            workload.begins().run();
            before.putAll(millis(cpu, workload));
        });
        Map<String, Double> perOperation = millis(cpu, workload);
        perOperation.replaceAll(
                (process, millis) -> (millis - before.getOrDefault(process, 0.0)) / pace.measuredCount());
        return new Measurement(workload.name(), pace.perSecond(), run.latency(), run.failed(), perOperation);
    }

    private static Map<String, Double> millis(ProcessCpu cpu, Workload workload) {
        Map<String, Double> millis = cpu.millis();
        workload.ownCpu().forEach((name, own) -> millis.put(name, own.getAsDouble()));
        return millis;
    }
}
