package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.feed.FeedSender;
import io.tidemill.infra.launcher.feed.Progress;
import io.tidemill.infra.launcher.feed.Sent;
import io.tidemill.ingestion.eventreplay.ReplayFile;
import io.tidemill.ingestion.eventreplay.ReplayLimits;
import io.tidemill.ingestion.eventreplay.feed.EventFeed;
import io.tidemill.ingestion.eventreplay.feed.Pace;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a file as events. */
@Command(
        name = "replay",
        description = {
            "Send a CSV or JSON lines file, plain or gzipped, as events in the order of their times.",
            "Bad lines are named and counted. Sending the same file again changes nothing."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill replay cdnow.csv.gz --mapping examples/cdnow/mapping.yaml --finish",
            "  tidemill replay orders.jsonl --mapping orders.yaml --speed 3600   an hour each second"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final long SORT_MEMORY = 48L << 20;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(names = "--mapping", paramLabel = "YAML", required = true, description = "How a row becomes an event.")
    private Path mapping = Path.of("");

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "max",
            description = "max, or how many times as fast as the events' own times (default: max).")
    private String speed = "max";

    @Option(
            names = "--finish",
            description = "At the end, promise that nothing earlier will come, so that the last day completes.")
    private boolean finish;

    @Option(
            names = "--max-bad-lines",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Send nothing when more lines are bad (default: 1000).")
    private long badLines = 1000;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ReplayCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LocalGateway gateway = new LocalGateway(data.path());
        gateway.address();
        ReplayLimits limits = ReplayLimits.defaults().withBadLines(badLines).withSortMemoryBytes(SORT_MEMORY);
        try (ReplayFile feed = ReplayFile.open(
                file, Mapping.read(mapping), limits, bad -> err.println("line " + bad.line() + ": " + bad.reason()))) {
            Progress progress = new Progress(
                    SendingOutput.progress(output.json(), out, err), feed.total(), SendingOutput.terminal());
            FeedSender sender = new FeedSender(gateway.client(), progress, err::println);
            Pace pace =
                    feed.firstTime().map(first -> Pace.parseSpeed(speed, first)).orElseGet(Pace::unlimited);
            Sent sent = sender.send(feed.events(), pace);
            Optional<Instant> finished = Optional.empty();
            if (finish && feed.lastTime().isPresent()) {
                finished = feed.lastTime().map(last -> EventFeed.finishTime(last, EventFeed.LATENESS));
                sender.finish(finished.get());
            }
            SendingOutput.print(sent, feed.badLines(), finished, output.json(), out);
            return sent.refused() + feed.badLines() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
        }
    }
}
