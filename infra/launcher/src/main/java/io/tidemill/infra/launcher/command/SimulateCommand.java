package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.feed.FeedSender;
import io.tidemill.infra.launcher.feed.Progress;
import io.tidemill.infra.launcher.feed.Sent;
import io.tidemill.ingestion.eventreplay.feed.EventFeed;
import io.tidemill.ingestion.eventreplay.feed.Pace;
import io.tidemill.ingestion.shopsimulator.GroundTruth;
import io.tidemill.ingestion.shopsimulator.ShopSimulation;
import io.tidemill.ingestion.shopsimulator.SimulationSettings;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends the events of simulated shops. */
@Command(
        name = "simulate",
        description = {
            "Send the events of a simulated chain of shops. The same seed gives the same events.",
            "What no event tells (who churns and why, what a coupon did) is written beside it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill simulate --days 62 --members 2000 --finish",
            "  tidemill simulate --rate 5000                 events per second",
            "  tidemill simulate --seed 11 --first-day 2025-01-01 --truth truth.jsonl"
        })
final class SimulateCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--seed", paramLabel = "N", description = "Of everything left to chance (default: 7).")
    private @Nullable Long seed;

    @Option(names = "--first-day", paramLabel = "DAY", description = "In UTC (default: 2025-03-03).")
    private @Nullable LocalDate firstDay;

    @Option(names = "--days", paramLabel = "N", description = "How many days (default: 62).")
    private @Nullable Integer days;

    @Option(names = "--members", paramLabel = "N", description = "How many people join (default: 2000).")
    private @Nullable Integer members;

    @Option(names = "--shops", paramLabel = "N", description = "How many shops (default: 12).")
    private @Nullable Integer shops;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "The store or brand (default: default).")
    private @Nullable String tenant;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Events per second, from 10 to 20000 (default: as fast as they are taken).")
    private @Nullable Double rate;

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "Where the ground truth goes (default: ground-truth.jsonl in the data folder).")
    private @Nullable Path truth;

    @Option(
            names = "--finish",
            description = "At the end, promise that nothing earlier will come, so that the last day completes.")
    private boolean finish;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SimulateCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LocalGateway gateway = new LocalGateway(data.path());
        gateway.address();
        Path facts = truth == null ? data.path().resolve("ground-truth.jsonl") : truth;
        Progress progress = new Progress(
                SendingOutput.progress(output.json(), out, err), OptionalLong.empty(), SendingOutput.terminal());
        FeedSender sender = new FeedSender(gateway.client(), progress, err::println);
        Sent sent;
        try (BufferedWriter writer = Files.newBufferedWriter(facts);
                ShopSimulation feed = new ShopSimulation(settings(), GroundTruth.jsonLines(writer))) {
            sent = sender.send(feed.events(), rate == null ? Pace.unlimited() : Pace.ofRate(rate));
        }
        Optional<Instant> finished = Optional.empty();
        if (finish && sent.eventTime() != null) {
            finished = Optional.of(EventFeed.finishTime(sent.eventTime(), EventFeed.LATENESS));
            sender.finish(finished.get());
        }
        SendingOutput.print(sent, 0, finished, output.json(), out);
        return sent.refused() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private SimulationSettings settings() {
        SimulationSettings settings = SimulationSettings.demo();
        settings = seed == null ? settings : settings.withSeed(seed);
        settings = firstDay == null ? settings : settings.withFirstDay(firstDay);
        settings = days == null ? settings : settings.withDays(days);
        settings = members == null ? settings : settings.withMembers(members);
        settings = shops == null ? settings : settings.withShops(shops);
        return tenant == null ? settings : settings.withTenant(tenant);
    }
}
