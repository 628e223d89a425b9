package io.tidemill.infra.launcher.command;

import io.tidemill.infra.httpserver.access.LocalTokens;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.launcher.demo.DemoApi;
import io.tidemill.infra.launcher.demo.DemoStages;
import io.tidemill.infra.launcher.demo.DemoTable;
import io.tidemill.infra.launcher.demo.Latency;
import io.tidemill.infra.launcher.demo.WatchedEvents;
import io.tidemill.infra.launcher.feed.FeedSender;
import io.tidemill.infra.launcher.feed.GatewayClient;
import io.tidemill.infra.launcher.feed.Progress;
import io.tidemill.infra.launcher.feed.Sent;
import io.tidemill.infra.launcher.stack.Addresses;
import io.tidemill.infra.launcher.stack.Repository;
import io.tidemill.infra.launcher.stack.StackOptions;
import io.tidemill.infra.launcher.stack.StateFile;
import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.ingestion.eventreplay.feed.EventFeed;
import io.tidemill.ingestion.eventreplay.feed.Pace;
import io.tidemill.ingestion.shopsimulator.GroundTruth;
import io.tidemill.ingestion.shopsimulator.ShopSimulation;
import io.tidemill.ingestion.shopsimulator.SimulationSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the loop on simulated shops. */
@Command(
        name = "demo",
        description = {
            "Start the stack, send two months of simulated shops through it, and say what came of them.",
            "Goes on running until Ctrl-C."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill demo", "  tidemill demo --exit --days 10 --members 500"})
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private StackChoice choice = new StackChoice();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--exit", description = "Stop everything at the end.")
    private boolean exit;

    @Option(names = "--days", paramLabel = "N", defaultValue = "62", description = "How many days (default: 62).")
    private int days = 62;

    @Option(names = "--members", paramLabel = "N", defaultValue = "2000", description = "People (default: 2000).")
    private int members = 2000;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DemoCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter about =
                SendingOutput.progress(output.json(), out, spec.commandLine().getErr());
        Path folder = data.path();
        StackOptions options = choice.options(Repository.current());
        Optional<RunningStack> started = RunningStack.start(folder, options, Clock.systemUTC(), about);
        if (started.isEmpty()) {
            return ExitCodes.TAKEN;
        }
        boolean complete;
        try (RunningStack running = started.get()) {
            running.awaitReady(about);
            complete = show(running.stack().addresses(), options.definitions(), about, out);
            if (!exit) {
                about.println("running until Ctrl-C");
                about.flush();
                new CountDownLatch(1).await();
            }
        }
        return complete ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private boolean show(Addresses addresses, Path definitions, PrintWriter about, PrintWriter out) throws Exception {
        LocalGateway gateway = new LocalGateway(data.path());
        LocalTokens tokens = gateway.tokens();
        DemoApi api = new DemoApi(
                addresses.api(), () -> tokens.issue("demo", "default", Set.of(Role.ADMIN), Duration.ofMinutes(10)));
        try (DemoStages stages = new DemoStages(addresses, definitions, api, about, SendingOutput.terminal())) {
            long before = stages.lakeRows();
            SimulationSettings settings =
                    SimulationSettings.demo().withDays(days).withMembers(members);
            Progress progress = new Progress(about, OptionalLong.empty(), SendingOutput.terminal());
            GatewayClient client = gateway.client();
            FeedSender sender = new FeedSender(client, progress, about::println);
            try (BufferedWriter writer = Files.newBufferedWriter(data.path().resolve("ground-truth.jsonl"));
                    ShopSimulation feed = new ShopSimulation(settings, GroundTruth.jsonLines(writer))) {
                WatchedEvents watched = new WatchedEvents(feed.events());
                Sent sent = sender.send(watched, Pace.unlimited());
                Instant end = EventFeed.finishTime(Objects.requireNonNull(sent.eventTime()), EventFeed.LATENESS);
                sender.finish(end);
                stages.await(watched);
                List<Latency> latencies = List.of();
                long probes = 0;
                List<CloudEventJson> orders = watched.latest("order.paid");
                if (!orders.isEmpty()) {
                    latencies = stages.measure(orders.get(0), end, orders, client);
                    probes = DemoStages.probes();
                }
                Map<String, Object> counts = stages.counts(watched, sent.accepted() + probes, sent.refused(), before);
                print(counts, latencies, addresses, out);
            }
            return stages.complete();
        }
    }

    private void print(Map<String, Object> counts, List<Latency> latencies, Addresses addresses, PrintWriter out)
            throws IOException {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("API", addresses.api() + "/docs");
        places.put("Flink", addresses.flink());
        places.put("newest model", String.valueOf(counts.remove("report")));
        places.put("data", data.path().toString());
        places.put("token", "./tidemill token --data " + data.path() + " --role reader");
        if (output.json()) {
            out.println(StateFile.pretty(
                    StateFile.object(Map.of("counts", counts, "latencies", latencies, "places", places))));
        } else {
            out.print(DemoTable.render(counts, latencies, places));
        }
        out.flush();
    }
}
