package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.launcher.feed.FeedSender;
import io.tidemill.infra.launcher.feed.Progress;
import io.tidemill.infra.launcher.feed.Sent;
import io.tidemill.infra.launcher.stack.Repository;
import io.tidemill.infra.launcher.stack.StateFile;
import io.tidemill.ingestion.eventreplay.feed.EventFeed;
import io.tidemill.ingestion.eventreplay.feed.Pace;
import io.tidemill.ingestion.shopsimulator.GroundTruth;
import io.tidemill.ingestion.shopsimulator.ShopSimulation;
import io.tidemill.ingestion.shopsimulator.SimulationSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
    private static final Duration SETTLING = Duration.ofSeconds(20);

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private StackChoice choice = new StackChoice();

    @Option(names = "--exit", description = "Stop everything at the end.")
    private boolean exit;

    @Option(names = "--days", paramLabel = "N", defaultValue = "62", description = "How many days (default: 62).")
    private int days = 62;

    @Option(names = "--members", paramLabel = "N", defaultValue = "2000", description = "People (default: 2000).")
    private int members = 2000;

    @Spec
    private CommandSpec spec;

    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init")
    DemoCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = data.path();
        Optional<RunningStack> started =
                RunningStack.start(folder, choice.options(Repository.current()), Clock.systemUTC(), out);
        if (started.isEmpty()) {
            return ExitCodes.TAKEN;
        }
        try (RunningStack running = started.get()) {
            running.awaitReady(out);
            LocalGateway gateway = new LocalGateway(folder);
            Sent sent = simulate(folder, gateway, out);
            out.println("waiting for the trainings");
            out.flush();
            Thread.sleep(SETTLING.toMillis());
            print(sent, gateway, running, out);
            if (!exit) {
                new CountDownLatch(1).await();
            }
        }
        return ExitCodes.DONE;
    }

    private Sent simulate(Path folder, LocalGateway gateway, PrintWriter out) throws Exception {
        SimulationSettings settings = SimulationSettings.demo().withDays(days).withMembers(members);
        Progress progress = new Progress(out, OptionalLong.empty(), SendingOutput.terminal());
        FeedSender sender = new FeedSender(gateway.client(), progress, out::println);
        try (BufferedWriter writer = Files.newBufferedWriter(folder.resolve("ground-truth.jsonl"));
                ShopSimulation feed = new ShopSimulation(settings, GroundTruth.jsonLines(writer))) {
            Sent sent = sender.send(feed.events(), Pace.unlimited());
            if (sent.eventTime() != null) {
                sender.finish(EventFeed.finishTime(sent.eventTime(), EventFeed.LATENESS));
            }
            return sent;
        }
    }

    private void print(Sent sent, LocalGateway gateway, RunningStack running, PrintWriter out)
            throws IOException, InterruptedException {
        JsonNode rules = ask(gateway, "/api/rules").path("rules");
        JsonNode runs = ask(gateway, "/api/runs").path("runs");
        JsonNode models = ask(gateway, "/api/models").path("models");
        out.println();
        out.printf("events accepted   %,d (%,d refused)%n", sent.accepted(), sent.refused());
        sent.byType().forEach((type, count) -> out.printf("  %-22s %,d%n", type, count));
        out.printf("rules live        %,d%n", rules.size());
        out.printf("training runs     %,d%n", runs.size());
        out.printf("models            %s%n", models);
        out.println("where to look");
        out.println("  API             " + running.stack().addresses().api() + "/docs");
        out.println("  Flink           " + running.stack().addresses().flink());
        out.println("  lake            " + running.stack().addresses().warehouse());
        out.flush();
    }

    private JsonNode ask(LocalGateway gateway, String path) throws IOException, InterruptedException {
        String token = gateway.tokens().issue("demo", "default", Set.of(Role.ADMIN), Duration.ofMinutes(10));
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.address() + path))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + token)
                .build();
        return StateFile.parse(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
