package io.tidemill.infra.launcher.feed;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalLong;

/** How far a sending is: a bar that redraws itself on a terminal, a line now and then in a pipe. */
public final class Progress {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long PIPE_NANOS = 5_000_000_000L;
    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final OptionalLong total;
    private final boolean terminal;
    private long next;

    /**
     * @param total how many events there are, where it is known
     * @param terminal whether lines can be drawn again
     */
    public Progress(PrintWriter out, OptionalLong total, boolean terminal) {
        this.out = out;
        this.total = total;
        this.terminal = terminal;
        this.next = System.nanoTime();
    }

    void at(Sent sent) {
        if (System.nanoTime() < next) {
            return;
        }
        next = System.nanoTime() + (terminal ? TERMINAL_NANOS : PIPE_NANOS);
        print(sent, false);
    }

    void done(Sent sent) {
        print(sent, true);
    }

    private void print(Sent sent, boolean last) {
        long count = sent.accepted() + sent.refused();
        String amount = total.isPresent()
                ? String.format(Locale.ROOT, "%,d of %,d", count, total.getAsLong())
                : String.format(Locale.ROOT, "%,d", count);
        String line = String.format(
                Locale.ROOT,
                "%s events, %,.0f/s, event time %s, refused %,d, sent again %,d",
                amount,
                sent.rate(),
                sent.eventTime() == null ? "-" : sent.eventTime(),
                sent.refused(),
                sent.retries());
        if (terminal) {
            out.print("\r\u001b[K" + bar(count) + line + (last ? "\n" : ""));
        } else {
            out.println(line);
        }
        out.flush();
    }

    private String bar(long count) {
        if (total.isEmpty() || total.getAsLong() == 0) {
            return "";
        }
        int full = (int) Math.min(WIDTH, count * WIDTH / total.getAsLong());
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] ";
    }
}
