package io.tidemill.infra.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandFailuresTest {
    /** A command that fails. */
    @Command(name = "failing")
    private record Failing(Exception problem) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw problem;
        }
    }

    @Test
    void aProblemIsOneLineInItsOwnWords() {
        assertThat(said(new IOException("nothing answers"), false)).isEqualTo("tidemill: nothing answers\n");
        assertThat(said(new NoSuchFileException("orders.csv"), false))
                .isEqualTo("tidemill: orders.csv: there is no such file\n");
    }

    @Test
    void whatNobodyForesawSaysHowToSeeWhereItCameFrom() {
        assertThat(said(new IndexOutOfBoundsException("Index 3"), false))
                .startsWith("tidemill: java.lang.IndexOutOfBoundsException: Index 3\n")
                .contains("TIDEMILL_DEBUG=1")
                .doesNotContain("\tat ");
        assertThat(said(new IOException(), false))
                .contains("tidemill: java.io.IOException")
                .contains("TIDEMILL_DEBUG=1");
    }

    @Test
    void whoAsksForThemGetsTraces() {
        assertThat(said(new IOException("nothing answers"), true))
                .startsWith("tidemill: nothing answers\n")
                .contains("\tat ");
    }

    private static String said(Exception problem, boolean traces) {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new Failing(problem))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new CommandFailures(traces))
                .execute();
        assertThat(code).isEqualTo(ExitCodes.FAILED);
        return err.toString();
    }
}
