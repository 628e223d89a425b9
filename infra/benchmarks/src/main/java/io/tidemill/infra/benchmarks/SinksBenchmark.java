package io.tidemill.infra.benchmarks;

import io.tidemill.schemas.contracts.LakeTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The lake job, Kafka Connect's Iceberg sink and a bare consumer with a Parquet writer, each reading the same topic. */
@Command(
        name = "sinks",
        description = "The lake job beside Kafka Connect's Iceberg sink and a bare consumer with a Parquet writer, one"
                + " after the other on the same topic of orders. First each drains a backlog; then, at each rate and"
                + " commit interval, events are timed from Kafka's acknowledgement to the snapshot that a reader sees.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Wants a stack with Kafka and PostgreSQL alone, and the peers:",
            "  ./tidemill up --detach --only kafka,postgres --data /tmp/sinks",
            "  TIDEMILL_PEERS=1 infra/benchmarks/measure sinks --data /tmp/sinks --rate 1000,5000"
        })
final class SinksBenchmark implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Clock clock;

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(
            names = "--backlog",
            description = "Events that each drains, each round; 0 for none. Default: ${DEFAULT-VALUE}",
            defaultValue = "1000000")
    private long backlog;

    @Option(
            names = "--commit",
            split = ",",
            description = "Commit intervals of the latency rounds. Default: ${DEFAULT-VALUE}",
            defaultValue = "PT1S,PT2S")
    private List<Duration> commits = List.of();

    @Option(names = "--parallelism", description = "Default: ${DEFAULT-VALUE}", defaultValue = "2")
    private int parallelism;

    @Option(
            names = "--contenders",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}",
            defaultValue = "TIDEMILL,CONNECT,BARE")
    private List<LakeContender> contenders = List.of();

    @Option(names = "--latency", negatable = true, defaultValue = "true", fallbackValue = "true")
    private boolean latency;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SinksBenchmark(Clock clock) {
        this.clock = clock;
    }

    /** What a reader sees of a contender's work. */
    private interface Rows extends AutoCloseable {
        long count() throws SQLException, IOException;

        @Override
        void close() throws SQLException;
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        options.requireTable(spec);
        RunningStack stack = options.stack();
        Path folder = Files.createTempDirectory("tidemill-sinks");
        List<Drain> drains = new ArrayList<>();
        List<Measurement> latencies = new ArrayList<>();
        try (OrderTopic orders = new OrderTopic(stack.kafka(), clock)) {
            for (int round = 1; backlog > 0 && round <= options.rounds(); round++) {
                orders.fill(backlog);
                for (LakeContender contender : contenders) {
                    say("round %d of %d: %s drains %d events", round, options.rounds(), contender.title(), backlog);
                    Drain drain = drain(contender, stack, setting(stack, folder, Duration.ofSeconds(2)));
                    say("%s: %.0f rows/s", contender.title(), drain.perSecond());
                    drains.add(drain);
                }
            }
            for (Duration commit : latency ? commits : List.<Duration>of()) {
                for (Pace pace : options.paces()) {
                    for (LakeContender contender : contenders) {
                        say("%s at %.0f/s, commits every %s", contender.title(), pace.perSecond(), commit);
                        latencies.add(visible(contender, stack, setting(stack, folder, commit), pace, orders));
                    }
                }
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Drain.table(drains));
        options.print(latencies, out);
        return 0;
    }

    private LakeContender.Setting setting(RunningStack stack, Path folder, Duration commit) {
        return new LakeContender.Setting(
                options.home(), folder, stack.kafka(), stack.catalogUri(), commit, parallelism);
    }

    /** From the first rows seen to the last, so that nobody's start counts. */
    private Drain drain(LakeContender contender, RunningStack stack, LakeContender.Setting setting)
            throws IOException, SQLException, InterruptedException {
        try (Rows rows = rows(contender, setting)) {
            long before = rows.count();
            long started = System.nanoTime();
            Process process = contender.start(setting);
            try {
                ProcessCpu cpu = new ProcessCpu(Map.of("writer", process.pid(), "kafka", kafka(stack)));
                long first = awaitMore(rows, before, process);
                long firstAt = System.nanoTime();
                Map<String, Double> cpuFirst = cpu.millis();
                long seen = first;
                long seenAt = firstAt;
                Map<String, Double> cpuSeen = cpuFirst;
                while (seen < before + backlog && System.nanoTime() - seenAt < PATIENCE.toNanos()) {
                    LockSupport.parkNanos(LOOK.toNanos());
                    long now = rows.count();
                    if (now > seen) {
                        seen = now;
                        seenAt = System.nanoTime();
                        cpuSeen = cpu.millis();
                    }
                }
                return Drain.of(
                        contender.title(),
                        backlog,
                        seen - before,
                        seen - first,
                        Duration.ofNanos(firstAt - started),
                        Duration.ofNanos(seenAt - firstAt),
                        cpuFirst,
                        cpuSeen);
            } finally {
                LakeContender.stop(process);
            }
        }
    }

    private Measurement visible(
            LakeContender contender, RunningStack stack, LakeContender.Setting setting, Pace pace, OrderTopic orders)
            throws IOException, SQLException, InterruptedException {
        try (Rows rows = rows(contender, setting)) {
            long before = rows.count();
            Process process = contender.start(setting);
            try {
                orders.send();
                awaitMore(rows, before, process);
                awaitAll(rows, orders, process);
                Visibility visibility = new Visibility(rows::count);
                Rounds turns = new Rounds(
                        Map.of("writer", process.pid(), "kafka", kafka(stack)),
                        spec.commandLine().getErr());
                String name = contender.title() + ", commits every "
                        + setting.commitInterval().toSeconds() + " s";
                Measurement accepted = visibility.during(() -> turns.measure(
                                1,
                                pace,
                                List.of(new Workload(
                                        name,
                                        () -> visibility.watch(orders.send()),
                                        List.of("writer", "kafka"),
                                        visibility::begin)))
                        .get(0));
                return new Measurement(
                        name,
                        pace.perSecond(),
                        visibility.latency(),
                        visibility.missing(),
                        accepted.cpuMillisPerOperation());
            } finally {
                LakeContender.stop(process);
            }
        }
    }

    private long awaitMore(Rows rows, long before, Process process) throws SQLException, IOException {
        long end = System.nanoTime() + PATIENCE.multipliedBy(2).toNanos();
        while (System.nanoTime() < end) {
            long now = rows.count();
            if (now > before) {
                return now;
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("it ended with " + process.exitValue() + ": see its log");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        throw new IllegalStateException("no row was seen in " + PATIENCE.multipliedBy(2));
    }

    /** Until nothing of what others were measured with is left to read: it would be taken for what is sent next. */
    private void awaitAll(Rows rows, OrderTopic orders, Process process)
            throws SQLException, IOException, InterruptedException {
        long all = orders.size();
        long end = System.nanoTime() + PATIENCE.multipliedBy(2).toNanos();
        while (rows.count() < all) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("it has " + rows.count() + " rows of " + all + " orders");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static Rows rows(LakeContender contender, LakeContender.Setting setting) throws SQLException {
        if (contender == LakeContender.BARE) {
            return new FileRows(setting.folder().resolve("bare").resolve("rows"));
        }
        String table =
                contender == LakeContender.CONNECT ? LakeContender.CONNECT_TABLE : LakeTables.ofEvents(Orders.TYPE);
        return new TableRows(new LakeWatch(setting.catalogUri(), table));
    }

    private static long kafka(RunningStack stack) {
        return stack.pids().getOrDefault("kafka", 0L);
    }

    private void say(String format, Object... arguments) {
        spec.commandLine().getErr().printf(format + "%n", arguments);
        spec.commandLine().getErr().flush();
    }

    private record FileRows(Path file) implements Rows {
        @Override
        public long count() throws IOException {
            return Files.exists(file) ? Long.parseLong(Files.readString(file)) : 0;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private record TableRows(LakeWatch watch) implements Rows {
        @Override
        public long count() throws SQLException, IOException {
            return watch.rows();
        }

        @Override
        public void close() throws SQLException {
            watch.close();
        }
    }
}
