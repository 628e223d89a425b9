package io.tidemill.infra.launcher.demo;

import io.tidemill.infra.launcher.waiting.Poll;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Waits for one stage, and tells how far it is; one that stands still for too long is given up. */
final class StageProgress {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final int WIDTH = 30;

    private final String name;
    private final String unit;
    private final Duration patience;
    private final PrintWriter out;
    private final boolean terminal;
    private long best = -1;
    private long moved = System.nanoTime();
    private long told;

    /**
     * @param unit what is counted
     * @param patience how long it may stand still
     * @param terminal whether a line can be drawn again
     */
    StageProgress(String name, String unit, Duration patience, PrintWriter out, boolean terminal) {
        this.name = name;
        this.unit = unit;
        this.patience = patience;
        this.out = out;
        this.terminal = terminal;
    }

    /** Waits, and returns whether the stage came to its end. */
    boolean awaitEnd(Callable<Amount> now) throws Exception {
        return Poll.every(LOOK_AGAIN).<Boolean, Exception>until(() -> look(now.call()));
    }

    private Optional<Boolean> look(Amount amount) {
        if (amount.done() > best) {
            best = amount.done();
            moved = System.nanoTime();
        }
        boolean givenUp = System.nanoTime() - moved > patience.toNanos();
        boolean last = amount.complete() || givenUp;
        if (terminal || last || System.nanoTime() - told > BETWEEN_LINES.toNanos()) {
            told = System.nanoTime();
            print(amount, last);
        }
        return last ? Optional.of(amount.complete()) : Optional.empty();
    }

    private void print(Amount amount, boolean last) {
        String line = String.format(Locale.ROOT, "%-12s %,d of %,d %s", name, amount.done(), amount.total(), unit);
        if (terminal) {
            int full = amount.complete() ? WIDTH : (int) (amount.done() * WIDTH / amount.total());
            out.print("\r\u001b[K[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + line + (last ? "\n" : ""));
        } else {
            out.println(line);
        }
        out.flush();
    }
}
