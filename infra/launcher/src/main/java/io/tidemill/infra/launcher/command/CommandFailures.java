package io.tidemill.infra.launcher.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * What a command that fails says: one line in the words of the problem. What nobody foresaw has none that help, and gets a
 * second line that tells how to see where it came from.
 */
final class CommandFailures implements IExecutionExceptionHandler {
    /** The environment variable with which stack traces are printed. */
    static final String TRACES = "TIDEMILL_DEBUG";

    private final boolean traces;

    /** @param traces whether to print where in the code it failed */
    CommandFailures(boolean traces) {
        this.traces = traces;
    }

    @Override
    public int handleExecutionException(Exception problem, CommandLine line, ParseResult result) {
        PrintWriter err = line.getErr();
        if (problem instanceof InterruptedException) {
            err.println("tidemill: interrupted");
        } else if (isForeseen(problem)) {
            err.println("tidemill: " + message(problem));
        } else {
            err.println("tidemill: " + problem);
            if (!traces) {
                err.println("tidemill: that was not foreseen; run it again with " + TRACES
                        + "=1 in front to see where it failed, and report what it prints");
            }
        }
        if (traces) {
            problem.printStackTrace(err);
        }
        err.flush();
        return ExitCodes.FAILED;
    }

    /** Whether somebody chose the words: what fails outside, what is refused, and the problems that have a type of ours. */
    private static boolean isForeseen(Exception problem) {
        return problem.getMessage() != null
                && (problem instanceof IOException
                        || problem instanceof UncheckedIOException
                        || problem instanceof SQLException
                        || problem instanceof KafkaException
                        || problem instanceof IllegalArgumentException
                        || problem instanceof IllegalStateException
                        || problem.getClass().getName().startsWith("io.tidemill."));
    }

    private static String message(Exception problem) {
        // Its own message is the path alone.
        if (problem instanceof NoSuchFileException missing) {
            return missing.getFile() + ": there is no such file";
        }
        return String.valueOf(problem.getMessage());
    }
}
