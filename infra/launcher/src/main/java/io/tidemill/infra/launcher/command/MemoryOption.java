package io.tidemill.infra.launcher.command;

import picocli.CommandLine.Option;

/** The memory of a program that a command starts. */
final class MemoryOption {
    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "2g",
            description = "Heap of the process that does it (default: 2g).")
    private String size = "2g";

    @SuppressWarnings("NullAway.Init")
    MemoryOption() {}

    /** As the JVM takes it, such as {@code 2g}. */
    String size() {
        return size;
    }
}
