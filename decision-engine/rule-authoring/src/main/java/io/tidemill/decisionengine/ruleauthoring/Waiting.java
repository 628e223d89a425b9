package io.tidemill.decisionengine.ruleauthoring;

import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a caller waits for its change to be live. */
final class Waiting {
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,2})s?");
    private static final int MOST = 30;

    private Waiting() {}

    /** {@code 5s}, or {@code 5}; not at all when absent. */
    static Duration read(Optional<String> query) {
        if (query.isEmpty()) {
            return Duration.ZERO;
        }
        Matcher matcher = SECONDS.matcher(query.get());
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > MOST) {
            throw ProblemException.invalid("wait", "expected seconds such as 5s, at most " + MOST + "s");
        }
        return Duration.ofSeconds(Integer.parseInt(matcher.group(1)));
    }
}
