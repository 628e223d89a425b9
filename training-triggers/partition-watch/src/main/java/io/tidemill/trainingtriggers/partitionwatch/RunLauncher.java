package io.tidemill.trainingtriggers.partitionwatch;

import io.tidemill.trainingtriggers.modeltraining.RunSpec;
import io.tidemill.trainingtriggers.modeltraining.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts the process of a training run. */
@FunctionalInterface
interface RunLauncher {
    /** The file in a run's folder that has its progress, one JSON object a line. */
    String PROGRESS = "progress.jsonl";

    /**
     * Starts it.
     *
     * @param spec what it is to do
     * @param folder where it leaves what it makes; it is there and empty
     */
    Process launch(RunSpec spec, Path folder) throws IOException;

    /** A JVM of its own, which ends itself when this one is gone. */
    static RunLauncher ofJvm(TrainingSettings settings) {
        return (spec, folder) -> {
            Path specFile = folder.resolve("spec.json");
            spec.write(specFile);
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + settings.heap(),
                    "-XX:+UseSerialGC",
                    TrainingRun.class.getName(),
                    "--spec",
                    specFile.toString(),
                    "--out",
                    folder.toString(),
                    "--follow-input");
            builder.environment().put("CLASSPATH", settings.classPath());
            // XGBoost's threads must not spin for work on cores that others need.
            builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
            builder.redirectOutput(folder.resolve(PROGRESS).toFile());
            builder.redirectError(folder.resolve("log.txt").toFile());
            return builder.start();
        };
    }

    /** The last line of progress, or nothing. */
    static String lastProgress(Path folder) throws IOException {
        Path file = folder.resolve(PROGRESS);
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .reduce((first, second) -> second)
                        .orElse("")
                : "";
    }
}
