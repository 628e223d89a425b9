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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether the lake stays as fresh after many commits as it is after few, with maintenance and without. */
@Command(
        name = "commits",
        description = "Sends orders to their topic at one rate while the lake job commits, and tells for each slice of"
                + " time how long events took to be seen, and how many files and snapshots the table had at its end.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Wants a stack with Kafka and PostgreSQL alone, and the peers:",
            "  ./tidemill up --detach --only kafka,postgres --data /tmp/commits",
            "  TIDEMILL_PEERS=1 infra/benchmarks/measure commits --data /tmp/commits --rate 1000 --slices 20"
        })
final class CommitsBenchmark implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Clock clock;

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(names = "--commit", description = "Between commits. Default: ${DEFAULT-VALUE}", defaultValue = "PT1S")
    private Duration commit = Duration.ZERO;

    @Option(
            names = "--slices",
            description = "Each as long as --measure. Default: ${DEFAULT-VALUE}",
            defaultValue = "20")
    private int slices;

    @Option(
            names = "--keep-for",
            description = "How long snapshots are kept; each commit lists them all. Default: ${DEFAULT-VALUE}",
            defaultValue = "PT15M")
    private Duration keepFor = Duration.ZERO;

    @Option(names = "--maintenance", negatable = true, defaultValue = "true", fallbackValue = "true")
    private boolean maintenance;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    CommitsBenchmark(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        options.requireTable(spec);
        RunningStack stack = options.stack();
        Path folder = Files.createTempDirectory("tidemill-commits");
        LakeContender.Setting setting =
                new LakeContender.Setting(options.home(), folder, stack.kafka(), stack.catalogUri(), commit, 1);
        Path layouts = Files.createDirectories(setting.definitions().resolve("tables"));
        Files.writeString(layouts.resolve("all.yaml"), "table: \"*\"\nsnapshots:\n  keepFor: " + keepFor + "\n");
        PrintWriter out = spec.commandLine().getOut();
        List<Process> processes = new ArrayList<>();
        try (OrderTopic orders = new OrderTopic(stack.kafka(), clock);
                LakeWatch watch = new LakeWatch(stack.catalogUri(), LakeTables.ofEvents(Orders.TYPE))) {
            processes.add(setting.start("lake-sink", setting.lakeJob(LakeContender.LAKE_SINK)));
            if (maintenance) {
                processes.add(setting.start("lake-maintenance", setting.lakeJob(LakeContender.LAKE_MAINTENANCE)));
            }
            awaitRow(watch, orders);
            requireAll(processes);
            out.println("| after s | commits | p50 ms | p99 ms | max ms | unseen | CPU ms/event | files | snapshots |"
                    + " metadata KiB |");
            out.println("|---|---|---|---|---|---|---|---|---|---|");
            Pace pace = options.paces().get(0);
            long began = System.nanoTime();
            for (int slice = 0; slice < slices; slice++) {
                out.println(slice(watch, orders, pace, processes, began));
                requireAll(processes);
                out.flush();
                pace = new Pace(pace.perSecond(), Duration.ZERO, pace.measured());
            }
        } finally {
            for (Process process : processes) {
                LakeContender.stop(process);
            }
        }
        return 0;
    }

    private String slice(LakeWatch watch, OrderTopic orders, Pace pace, List<Process> processes, long began)
            throws SQLException, IOException, InterruptedException {
        Map<String, Long> pids = new LinkedHashMap<>();
        processes.forEach(process -> pids.put(Long.toString(process.pid()), process.pid()));
        Visibility visibility = new Visibility(watch::rows);
        Rounds turns = new Rounds(pids, new PrintWriter(PrintWriter.nullWriter()));
        Workload sending = new Workload(
                "orders", () -> visibility.watch(orders.send()), List.copyOf(pids.keySet()), visibility::begin);
        Measurement sent =
                visibility.during(() -> turns.measure(1, pace, List.of(sending)).get(0));
        Measurement seen =
                new Measurement("seen", pace.perSecond(), visibility.latency(), visibility.missing(), Map.of());
        TableState table = watch.state();
        double cpu = sent.cpuMillisPerOperation().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return String.format(
                Locale.ROOT,
                "| %.0f | %d | %.0f | %.0f | %.0f | %d | %.3f | %d | %d | %d |",
                (System.nanoTime() - began) / 1e9,
                table.commits(),
                seen.millisAt(50),
                seen.millisAt(99),
                seen.maxMillis(),
                seen.failed(),
                cpu,
                table.files(),
                table.snapshots(),
                table.metadataBytes() / 1024);
    }

    /** What is measured is measured with all of them. */
    private static void requireAll(List<Process> processes) {
        for (Process process : processes) {
            if (!process.isAlive()) {
                throw new IllegalStateException("a job ended with " + process.exitValue()
                        + ": see the logs in the folder of its configuration");
            }
        }
    }

    /** Until the job writes: what waits for its start is not the lake's freshness. */
    private static void awaitRow(LakeWatch watch, OrderTopic orders) throws SQLException, IOException {
        long before = watch.rows();
        orders.send();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (watch.rows() == before) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no row was seen in " + PATIENCE);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
