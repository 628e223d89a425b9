package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.stack.DataFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Programs of their own that work with the configuration of a stack, whether or not its servers run. */
final class StackProgram {
    /** Their class path has everything but Flink. */
    private static final String SERVERS = "servers";

    private static final String FLINK = "flink";

    private final DataFolder folder;
    private final String part;

    /** Takes what a program says. */
    @FunctionalInterface
    interface Lines {
        void take(String line) throws IOException;
    }

    private StackProgram(DataFolder folder, String part) {
        this.folder = folder;
        this.part = part;
    }

    /** @throws IOException if no stack was ever started on the folder */
    static StackProgram on(Path data) throws IOException {
        DataFolder folder = new DataFolder(data);
        if (!Files.exists(folder.configuration()) || !Files.exists(folder.classPath(SERVERS))) {
            throw new IOException("no stack with servers was started on " + data
                    + ": start one with `tidemill up`, or name its folder by --data");
        }
        return new StackProgram(folder, SERVERS);
    }

    /** Programs that need Flink; none if the stack on the folder was started without it. */
    static Optional<StackProgram> withFlink(Path data) {
        DataFolder folder = new DataFolder(data);
        return Files.exists(folder.configuration()) && Files.exists(folder.classPath(FLINK))
                ? Optional.of(new StackProgram(folder, FLINK))
                : Optional.empty();
    }

    /**
     * Runs a program in a process of its own, which ends with whoever waits for it here. What it says on standard error is
     * said here too.
     *
     * @param mainClass of the program, which takes {@code --config FILE} first
     * @param memory its heap, such as {@code 2g}
     * @param output takes each line of its standard output as it comes
     * @return the exit code of the command: done if the program ended with 0, failed otherwise
     */
    int run(String mainClass, String memory, List<String> arguments, Lines output)
            throws IOException, InterruptedException {
        return exitCode(mainClass, memory, arguments, output) == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    /** As {@link #run}, but returns what the program ended with. */
    int exitCode(String mainClass, String memory, List<String> arguments, Lines output)
            throws IOException, InterruptedException {
        Process process = process(mainClass, memory, arguments);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                output.take(line);
                line = lines.readLine();
            }
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    private Process process(String mainClass, String memory, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memory,
                "-XX:+ExitOnOutOfMemoryError",
                // They are done sooner, not smoother; and no collection of everything for a few thousand classes.
                "-XX:+UseParallelGC",
                "-XX:MetaspaceSize=128m",
                "-Dfile.encoding=UTF-8",
                "-Dlog4j2.configurationFile=" + folder.run().resolve("log4j2.xml"),
                "-cp",
                Files.readString(folder.classPath(part)),
                mainClass,
                "--config",
                folder.configuration().toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
