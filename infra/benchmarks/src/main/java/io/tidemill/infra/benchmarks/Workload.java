package io.tidemill.infra.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * What is measured.
 *
 * @param name as it stands in the report
 * @param operation one of it
 * @param processes those whose CPU it costs, by their names in the stack
 * @param ownCpu CPU milliseconds of what belongs to it in this process, by name
 * @param begins what is done when the warm-up is over
 */
record Workload(
        String name, Operation operation, List<String> processes, Map<String, DoubleSupplier> ownCpu, Runnable begins) {
    /** One that needs not be told. */
    Workload(String name, Operation operation, List<String> processes) {
        this(name, operation, processes, () -> {});
    }

    /** One of which nothing is in this process. */
    Workload(String name, Operation operation, List<String> processes, Runnable begins) {
        this(name, operation, processes, Map.of(), begins);
    }

    /** One of which something is in this process. */
    Workload(String name, Operation operation, List<String> processes, Map<String, DoubleSupplier> ownCpu) {
        this(name, operation, processes, ownCpu, () -> {});
    }
}
