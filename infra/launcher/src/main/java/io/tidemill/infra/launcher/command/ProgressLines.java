package io.tidemill.infra.launcher.command;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;

/** Tells how far something is: a line only when it differs from the last one about the same thing. */
final class ProgressLines {
    private final PrintWriter out;
    private final Map<String, String> last = new HashMap<>();

    private ProgressLines(PrintWriter out) {
        this.out = out;
    }

    /** Lines that are printed. */
    static ProgressLines on(PrintWriter out) {
        return new ProgressLines(out);
    }

    /** Lines that nobody reads, as the output is for a program. */
    static ProgressLines unsaid() {
        return new ProgressLines(new PrintWriter(Writer.nullWriter()));
    }

    /** Says a line unless it was the last that was said about this. */
    void say(String about, String line) {
        if (!line.equals(last.put(about, line))) {
            out.println(line);
            out.flush();
        }
    }

    /** The last line about this, empty before the first. */
    String last(String about) {
        return last.getOrDefault(about, "");
    }
}
