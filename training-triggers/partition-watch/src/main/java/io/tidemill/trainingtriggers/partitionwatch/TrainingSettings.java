package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How training runs are run.
 *
 * @param definitions the definitions folder ({@code definitions.folder})
 * @param runs where each run has its folder ({@code data.folder}, below it {@code runs})
 * @param classPath of the training process ({@code training.classpath}; this process's own)
 * @param heap of the training process ({@code training.heap}; 1g)
 * @param parallelRuns how many runs at a time ({@code training.parallel-runs}; 1)
 * @param lease how long a runner that is gone is believed to be there ({@code training.lease}; PT15S)
 * @param timeout when a run is killed ({@code training.timeout}; PT30M)
 * @param lake where the lake is
 */
public record TrainingSettings(
        Path definitions,
        Path runs,
        String classPath,
        String heap,
        int parallelRuns,
        Duration lease,
        Duration timeout,
        CatalogSettings lake) {
    public TrainingSettings {
        Objects.requireNonNull(definitions, "definitions");
        Objects.requireNonNull(runs, "runs");
        Objects.requireNonNull(classPath, "classPath");
        Objects.requireNonNull(heap, "heap");
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(lake, "lake");
    }

    /** Reads them from a configuration. */
    public static TrainingSettings of(Configuration configuration) {
        return new TrainingSettings(
                configuration.path("definitions.folder"),
                configuration.path("data.folder").resolve("runs"),
                configuration.text("training.classpath", System.getProperty("java.class.path", "")),
                configuration.text("training.heap", "1g"),
                configuration.integer("training.parallel-runs", 1, 64, 1),
                configuration.duration("training.lease", Duration.ofSeconds(15)),
                configuration.duration("training.timeout", Duration.ofMinutes(30)),
                CatalogSettings.of(configuration.all()));
    }
}
