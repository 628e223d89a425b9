package io.tidemill.infra.launcher.supervision;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Processes of a stack whose launcher is dead. They are found by their command lines, which name their part's files in the
 * data folder: a process id alone could since belong to another program.
 */
public final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Leftovers() {}

    /** The processes that run as a part, whoever started them. */
    public static List<ProcessHandle> of(Part part) {
        return find(process -> runs(process, part.program(), part.mark()));
    }

    /** The Java processes whose command line has both words. */
    public static List<ProcessHandle> ofJava(String word, String other) {
        return find(process -> runs(process, "java", word) && runs(process, "java", other));
    }

    /** Ends the processes that run as a part, and says how many there were. */
    public static int end(Part part) {
        List<ProcessHandle> found = of(part);
        found.forEach(process -> part.stopSignal().end(process, PATIENCE));
        return found.size();
    }

    private static List<ProcessHandle> find(Predicate<ProcessHandle> wanted) {
        long own = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != own)
                .filter(wanted)
                .toList();
    }

    private static boolean runs(ProcessHandle process, String program, String mark) {
        ProcessHandle.Info info = process.info();
        return info.command().filter(path -> fileName(path).equals(program)).isPresent()
                && info.commandLine().filter(line -> line.contains(mark)).isPresent();
    }

    private static String fileName(String path) {
        return Path.of(path).getFileName().toString();
    }
}
