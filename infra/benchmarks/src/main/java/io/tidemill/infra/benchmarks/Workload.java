package io.tidemill.infra.benchmarks;

import java.util.List;

/**
 * What is measured.
 *
 * @param name as it stands in the report
 * @param operation one of it
 * @param processes those whose CPU it costs, by their names in the stack
 * @param begins what is done when the warm-up is over
 */
record Workload(String name, Operation operation, List<String> processes, Runnable begins) {
    /** One that needs not be told. */
    Workload(String name, Operation operation, List<String> processes) {
        this(name, operation, processes, () -> {});
    }
}
