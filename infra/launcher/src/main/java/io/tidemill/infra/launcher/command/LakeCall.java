package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks the servers something about the lake and prints the answer. */
abstract class LakeCall implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LakeCall() {}

    /** The answer as it shall be printed. */
    abstract JsonNode ask(LocalApi api) throws IOException, InterruptedException;

    /** Prints an answer for people. */
    abstract void print(JsonNode answer, PrintWriter out);

    /** The exit code that an answer means. */
    int exitCode(JsonNode answer) {
        return ExitCodes.DONE;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = out();
        JsonNode answer = ask(LocalApi.of(data.path()));
        if (output.json()) {
            out.println(answer.toPrettyString());
        } else {
            print(answer, out);
        }
        out.flush();
        return exitCode(answer);
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Whether the answer goes to a program: then nothing else is printed. */
    final boolean json() {
        return output.json();
    }

    /** A text as a part of a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
