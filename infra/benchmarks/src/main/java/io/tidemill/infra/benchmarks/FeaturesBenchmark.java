package io.tidemill.infra.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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

/** How many events the feature job takes in, and what each costs, by how many entities there are. */
@Command(
        name = "features",
        description =
                "The feature job drains a backlog of orders into Redis: count, sum, mean, least and greatest amount"
                        + " over an hour, a day, a week and thirty days, twenty features. From the first to the last order whose"
                        + " checkpoint is done.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Wants a stack with Kafka, Redis and PostgreSQL, and the jobs' class path:",
            "  ./tidemill up --detach --only kafka,redis,postgres --data /tmp/features",
            "  TIDEMILL_PEERS=1 infra/benchmarks/measure features --data /tmp/features --members 10000,1000000"
        })
final class FeaturesBenchmark implements Callable<Integer> {
    private static final String PROGRAM = "io.tidemill.featurejobs.streamingfeatures.StreamingFeaturesJob";
    private static final String GROUP = "tidemill.streaming-features.events";
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> WINDOWS = List.of("PT1H", "P1D", "P7D", "P30D");
    private static final List<String> FUNCTIONS = List.of("sum", "avg", "min", "max");

    private final Clock clock;

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(
            names = "--backlog",
            description = "Orders, each round. Default: ${DEFAULT-VALUE}",
            defaultValue = "1000000")
    private long backlog;

    @Option(
            names = "--members",
            split = ",",
            description = "Who makes the orders, each in turn; several, by commas. Default: ${DEFAULT-VALUE}",
            defaultValue = "10000,1000000")
    private List<Integer> members = List.of();

    @Option(names = "--parallelism", description = "Default: ${DEFAULT-VALUE}", defaultValue = "1")
    private int parallelism;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesBenchmark(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.requireTable(spec);
        RunningStack stack = options.stack();
        List<Drain> drains = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            for (int count : members) {
                say("round %d of %d: %d orders of %d members", round, options.rounds(), backlog, count);
                Drain drain = drain(stack, count);
                say("%.0f orders/s", drain.perSecond());
                drains.add(drain);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Drain.table(drains));
        out.flush();
        return 0;
    }

    private Drain drain(RunningStack stack, int count) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tidemill-features");
        LakeContender.Setting setting = new LakeContender.Setting(
                options.home(), folder, stack.kafka(), stack.catalogUri(), Duration.ofSeconds(2), parallelism);
        define(setting);
        String[] redis = stack.redis().split(":");
        try (OrderTopic orders = new OrderTopic(stack.kafka(), clock, count)) {
            orders.clear();
            orders.forget(GROUP);
            orders.fill(backlog);
            long started = System.nanoTime();
            Process process = setting.start(
                    "features", setting.job(PROGRAM, Map.of("redis.host", redis[0], "redis.port", redis[1])));
            try {
                ProcessCpu cpu = new ProcessCpu(
                        Map.of("writer", process.pid(), "kafka", stack.pids().getOrDefault("kafka", 0L)));
                long all = orders.behind(GROUP);
                long first = await(orders, process, all);
                long firstAt = System.nanoTime();
                Map<String, Double> cpuFirst = cpu.millis();
                long last = first;
                while (last > 0) {
                    last = await(orders, process, last);
                }
                return Drain.of(
                        "features of " + count + " members",
                        backlog,
                        all,
                        first,
                        Duration.ofNanos(firstAt - started),
                        Duration.ofNanos(System.nanoTime() - firstAt),
                        cpuFirst,
                        cpu.millis());
            } finally {
                LakeContender.stop(process);
            }
        }
    }

    /** Until fewer are left. */
    private static long await(OrderTopic orders, Process process, long left) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            long now = orders.behind(GROUP);
            if (now < left) {
                return now;
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("the job ended with " + process.exitValue() + ": see its log");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        throw new IllegalStateException("the job took in nothing in " + PATIENCE);
    }

    private static void define(LakeContender.Setting setting) throws IOException {
        StringBuilder yaml = new StringBuilder(
                """
                project: benchmark
                entities: [{name: member, joinKey: member_id, valueType: string}]
                streamFeatureViews:
                  - name: orders
                    entity: member
                    source: order.paid
                    features:
                """);
        for (String window : WINDOWS) {
            String suffix = window.toLowerCase(Locale.ROOT);
            yaml.append("      - {name: count_" + suffix + ", function: count, window: " + window + "}\n");
            for (String function : FUNCTIONS) {
                yaml.append("      - {name: " + function + "_" + suffix + ", function: " + function
                        + ", column: amount, window: " + window + "}\n");
            }
        }
        Files.writeString(
                Files.createDirectories(setting.definitions().resolve("features"))
                        .resolve("orders.yaml"),
                yaml.toString());
    }

    private void say(String format, Object... arguments) {
        spec.commandLine().getErr().printf(format + "%n", arguments);
        spec.commandLine().getErr().flush();
    }
}
