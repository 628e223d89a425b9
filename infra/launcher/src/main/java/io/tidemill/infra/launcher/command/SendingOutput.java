package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.feed.Sent;
import io.tidemill.infra.launcher.stack.StateFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Prints what a sending came to. */
final class SendingOutput {
    private SendingOutput() {}

    static void print(Sent sent, long badLines, Optional<Instant> finished, boolean json, PrintWriter out)
            throws IOException {
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("accepted", sent.accepted());
            result.put("refused", sent.refused());
            result.put("badLines", badLines);
            result.put("retries", sent.retries());
            result.put("byType", sent.byType());
            result.put("eventsPerSecond", Math.round(sent.rate()));
            result.put("seconds", sent.elapsed().toMillis() / 1e3);
            finished.ifPresent(time -> result.put("finishedAt", time.toString()));
            out.println(StateFile.pretty(StateFile.object(result)));
        } else {
            out.printf(
                    "%,d events accepted, %,d refused, %,d bad lines, in %.1f s, %,.0f events/s%n",
                    sent.accepted(), sent.refused(), badLines, sent.elapsed().toMillis() / 1e3, sent.rate());
            finished.ifPresent(time -> out.println("time advanced to " + time));
        }
        out.flush();
    }

    /** Where progress goes: to the terminal or, when the result is for a program, beside it. */
    static PrintWriter progress(boolean json, PrintWriter out, PrintWriter err) {
        return json ? err : out;
    }

    static boolean terminal() {
        return System.console() != null;
    }
}
