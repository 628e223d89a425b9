package io.tidemill.infra.launcher.supervision;

import java.time.Duration;

/**
 * How long to wait before a part is started again: hardly at all the first time, twice as long each time it dies young.
 *
 * @param first the wait after the first death
 * @param longest the longest wait
 * @param healthy a process that lived this long starts over with the first wait
 */
public record Backoff(Duration first, Duration longest, Duration healthy) {
    /** For servers on one machine. */
    public static final Backoff STANDARD =
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofMinutes(1));

    /**
     * The wait before the next start.
     *
     * @param youngDeaths how many processes in a row died before they were healthy, at least 1
     */
    public Duration before(int youngDeaths) {
        long factor = 1L << Math.min(20, Math.max(0, youngDeaths - 1));
        Duration wait = first.multipliedBy(factor);
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
