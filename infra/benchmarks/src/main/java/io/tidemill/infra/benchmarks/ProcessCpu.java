package io.tidemill.infra.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;

/** CPU time of processes and all below them, from {@code /proc/PID/stat}; nothing where there is no such file. */
final class ProcessCpu {
    /** Linux counts in hundredths of a second wherever Java runs (USER_HZ). */
    private static final double MILLIS_PER_TICK = 10;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private final Map<String, Long> processes;

    /** @param processes process ids by name */
    ProcessCpu(Map<String, Long> processes) {
        this.processes = new LinkedHashMap<>(processes);
    }

    /** CPU milliseconds by name, since each process began. */
    Map<String, Double> millis() {
        Map<String, Double> millis = new LinkedHashMap<>();
        processes.forEach((name, pid) -> millis.put(name, treeMillis(pid)));
        return millis;
    }

    private static double treeMillis(long pid) {
        LongStream below = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(ProcessHandle::pid);
        return LongStream.concat(LongStream.of(pid), below)
                .mapToDouble(ProcessCpu::millis)
                .sum();
    }

    private static double millis(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            // A process that ended between looking and reading answers with an error of its own.
            return 0;
        }
    }

    /** The program's name may hold spaces and brackets: what counts begins after its last bracket. */
    static double parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) * MILLIS_PER_TICK;
    }
}
