package io.tidemill.infra.systemtests.faults;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.systemtests.Api;
import io.tidemill.infra.systemtests.LakeReader;
import io.tidemill.infra.systemtests.Repository;
import io.tidemill.infra.systemtests.Stack;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.Table;

/**
 * A stack under load, and the oracle's judgement of it in the end. Its folder is removed when nothing was wrong, else kept
 * and named.
 */
final class FaultRun implements AutoCloseable {
    /** Where the load's view is defined. */
    static final Path DEFINITIONS = Repository.ROOT.resolve("infra/system-tests/src/test/resources/faults");

    /** Late rows are announced soon, so that a run need not wait for the last revision. */
    static final Map<String, String> SETTINGS = Map.of("lake.revision-quiet-period", "PT5S");

    private static final int PER_SECOND = 2000;
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Path REPORTS = Repository.ROOT.resolve("infra/system-tests/target/faults");

    private final String name;
    private final long seed;
    private final Stack stack;
    private final Path journalFile;
    private final Journal journal;
    private final LoadEvents events;
    private final EventLoad load;
    private final long began = System.nanoTime();
    private boolean clean;

    private FaultRun(String name, long seed, Stack stack) throws IOException {
        this.name = name;
        this.seed = seed;
        this.stack = stack;
        this.journalFile = stack.data().resolveSibling("journal.tsv");
        this.journal = Journal.create(journalFile, Clock.systemUTC());
        this.events = new LoadEvents(seed, PER_SECOND);
        this.load = EventLoad.start(stack.api("producer"), events, journal, PER_SECOND, seed);
    }

    /** The seed that the system property {@code seed} names, else any; printed, to run it again. */
    static long seed(String name) {
        long seed = Long.getLong("seed", new Random().nextInt(1_000_000));
        Stack.print("%s: -Dseed=%d", name, seed);
        return seed;
    }

    /** Begins to send to a stack that is up; the run closes the stack. */
    static FaultRun start(String name, long seed, Stack stack) throws IOException {
        return new FaultRun(name, seed, stack);
    }

    Stack stack() {
        return stack;
    }

    /** Orders handed to the sender so far. */
    long sent() {
        return load.sent();
    }

    /** Ends the load, waits until all of it has come through, and judges. */
    FaultReport judge(List<Recovery> recoveries) throws IOException, InterruptedException {
        double loaded = Stack.seconds(began);
        load.stop(Duration.ofMinutes(1));
        journal.close();
        long stopped = System.nanoTime();
        Instant end = events.end(load.sent());
        awaitDrained(end);
        double drained = Stack.seconds(stopped);
        JournalEntries entries = JournalEntries.read(journalFile);
        Map<String, List<String>> wrong = new LinkedHashMap<>();
        try (LakeReader lake = stack.lake()) {
            Oracle oracle = new Oracle(entries);
            LakeTotals totals = new LakeTotals();
            TableRows.orders(lake.table(LoadEvent.TYPE).orElseThrow(), row -> {
                oracle.row(row);
                totals.add(row);
            });
            lake.table(EventTypes.DEAD_LETTER).ifPresent(table -> TableRows.deadLetterIds(table, oracle::deadLetter));
            wrong.putAll(oracle.findings().byKind());
            wrong.put("features that differ", FeatureCheck.differences(stack.api("reader"), totals, PATIENCE));
            wrong.put("days that differ", DayCheck.differences(stack.topics(), totals, PATIENCE));
            wrong.put(
                    "files missing",
                    lake.tables().stream()
                            .flatMap(table -> TableFiles.missing(table).stream())
                            .toList());
            wrong.put("routes without an answer", routesWithoutAnswer());
        }
        FaultReport report = new FaultReport(name, seed, counts(entries, loaded, drained), recoveries, wrong);
        clean = report.clean();
        Stack.print("%s\n  written to %s", report.text(), report.write(REPORTS));
        return report;
    }

    @Override
    public void close() throws IOException {
        stack.down();
        if (clean) {
            stack.delete();
        } else {
            Stack.print("kept %s", stack.data().getParent());
        }
    }

    private Map<String, Long> counts(JournalEntries entries, double loaded, double drained) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("events sent", (long) entries.all().size());
        counts.put("accepted", entries.count(Outcome.ACCEPTED));
        counts.put("refused", entries.count(Outcome.REFUSED));
        counts.put("unknown", entries.count(Outcome.UNKNOWN));
        counts.put("events not sent in time", load.skipped());
        counts.put("requests", load.requests());
        counts.put("requests failed", load.failed());
        counts.put("seconds of load", Math.round(loaded));
        counts.put("seconds to drain", Math.round(drained));
        return counts;
    }

    /**
     * Promises that no earlier event comes, and waits for a snapshot that says so: what stood before the promise on any
     * partition is committed then.
     */
    private void awaitDrained(Instant end) {
        Api operator = stack.api("operator");
        String promise = "{\"type\":\"%s\",\"time\":\"%s\"}".formatted(LoadEvent.TYPE, end);
        await().alias("the promise is taken")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() ->
                        operator.post("/api/events/advance", promise).join().statusCode() / 100 == 2);
        await().alias("a snapshot with the watermark " + end)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> watermark() >= end.toEpochMilli());
    }

    private long watermark() {
        try (LakeReader lake = stack.lake()) {
            Table table = lake.table(LoadEvent.TYPE).orElseThrow();
            return Long.parseLong(table.currentSnapshot().summary().get(LakeTables.WATERMARK_PROPERTY));
        }
    }

    private List<String> routesWithoutAnswer() {
        Api reader = stack.api("reader");
        return List.of("/health/live", "/health/ready", "/api/rules", "/openapi.json").stream()
                .filter(route -> !answers(reader, route))
                .toList();
    }

    private static boolean answers(Api reader, String route) {
        try {
            JsonNode answer = reader.get(route);
            return !answer.isMissingNode();
        } catch (AssertionError | RuntimeException e) {
            Stack.print("%s: %s", route, e);
            return false;
        }
    }
}
