package io.tidemill.decisionengine.ruleauthoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports the rules that come with an installation. A rule whose event type or field is not known yet, for its schema is
 * registered later or the registry has not answered so far, is tried again until it is.
 */
final class RuleImport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RuleImport.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final RuleRequests requests;
    private final RuleStore store;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "rule-import");
        made.setDaemon(true);
        return made;
    });

    RuleImport(RuleRequests requests, RuleStore store, Clock clock) {
        this.requests = requests;
        this.store = store;
        this.clock = clock;
    }

    /** Imports what can be imported now, and goes on by itself with what cannot yet; the ids of the first. */
    List<String> begin(RuleFiles files) throws IOException, SQLException {
        RuleFiles.Imported imported = files.importAbsent(files.all(), requests, store, clock.instant());
        imported.waiting().forEach((file, why) -> LOG.atWarn()
                .addKeyValue("file", file)
                .addKeyValue("faults", why)
                .log("a rule file waits for its event type or field to be known"));
        later(files, List.copyOf(imported.waiting().keySet()));
        return imported.ids();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void later(RuleFiles files, List<Path> waiting) {
        if (!waiting.isEmpty()) {
            thread.schedule(() -> again(files, waiting), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void again(RuleFiles files, List<Path> waiting) {
        List<Path> left = waiting.stream().filter(Files::exists).toList();
        try {
            RuleFiles.Imported imported = files.importAbsent(left, requests, store, clock.instant());
            imported.ids()
                    .forEach(rule -> LOG.atInfo().addKeyValue("rule", rule).log("rule imported"));
            later(files, List.copyOf(imported.waiting().keySet()));
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("rule files not imported; trying again");
            later(files, left);
        }
    }
}
