package io.tidemill.infra.launcher.command;

import io.tidemill.infra.launcher.feed.FeedSender;
import io.tidemill.infra.launcher.feed.KafkaFeedSender;
import io.tidemill.infra.launcher.feed.Progress;
import io.tidemill.infra.launcher.feed.Sent;
import io.tidemill.infra.launcher.stack.DataFolder;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.eventreplay.ReplayFile;
import io.tidemill.ingestion.eventreplay.ReplayLimits;
import io.tidemill.ingestion.eventreplay.feed.EventFeed;
import io.tidemill.ingestion.eventreplay.feed.Pace;
import io.tidemill.ingestion.eventreplay.mapping.Mapping;
import io.tidemill.schemas.contracts.PersonalDataKey;
import io.tidemill.schemas.events.EventSchemas;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "Send a CSV, JSON lines (plain or gzipped) or Parquet file as events in the order of their times.",
            "Bad lines are named and counted. Sending the same file again changes nothing."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill replay cdnow.csv.gz --mapping examples/cdnow/mapping.yaml --finish",
            "  tidemill replay orders.jsonl --mapping orders.yaml --speed 3600   an hour each second",
            "  tidemill replay orders.parquet --mapping orders.yaml --to kafka   past the gateway, by its rules"
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

    @Option(
            names = "--to",
            paramLabel = "DOOR",
            defaultValue = "gateway",
            description =
                    "gateway, or kafka: straight to the topics, checked here by the same rules (default: gateway).")
    private Door door = Door.gateway;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "ADDRESSES",
            description = "With --to kafka: the brokers (default: those of the stack).")
    private @Nullable String bootstrapServers;

    @Spec
    private CommandSpec spec;

    /** Where events go in. */
    enum Door {
        /** Over HTTP. */
        gateway,
        /** Straight to the topics. */
        kafka
    }

    @SuppressWarnings("NullAway.Init")
    ReplayCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LocalGateway gateway = new LocalGateway(data.path());
        if (door == Door.gateway) {
            gateway.address();
        }
        ReplayLimits limits = ReplayLimits.defaults().withBadLines(badLines).withSortMemoryBytes(SORT_MEMORY);
        EventSchemas schemas = StackSchemas.of(data.path(), err);
        try (ReplayFile feed = ReplayFile.open(
                file,
                Mapping.read(mapping, schemas),
                limits,
                bad -> err.println("line " + bad.line() + ": " + bad.reason()))) {
            Progress progress = new Progress(
                    SendingOutput.progress(output.json(), out, err), feed.total(), SendingOutput.terminal());
            Optional<Instant> finished = finish
                    ? feed.lastTime().map(last -> EventFeed.finishTime(last, EventFeed.LATENESS))
                    : Optional.empty();
            Sent sent = door == Door.kafka
                    ? toKafka(gateway, schemas, feed, progress, finished)
                    : toGateway(gateway, feed, progress, finished);
            SendingOutput.print(sent, feed.badLines(), finished, output.json(), out);
            return sent.refused() + feed.badLines() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
        }
    }

    private Sent toGateway(LocalGateway gateway, ReplayFile feed, Progress progress, Optional<Instant> finished)
            throws IOException, InterruptedException {
        FeedSender sender =
                new FeedSender(gateway.client(), progress, spec.commandLine().getErr()::println);
        Sent sent = sender.send(feed.events(), pace(feed));
        if (finished.isPresent()) {
            sender.finish(finished.get());
        }
        return sent;
    }

    private Sent toKafka(
            LocalGateway gateway, EventSchemas schemas, ReplayFile feed, Progress progress, Optional<Instant> finished)
            throws IOException, InterruptedException {
        String kafka = bootstrapServers == null ? gateway.kafka() : bootstrapServers;
        Clock clock = Clock.systemUTC();
        Path key = new DataFolder(data.path()).personalDataKey();
        EventIntake intake = new EventIntake(
                schemas, Files.exists(key) ? Optional.of(PersonalDataKey.read(key)) : Optional.empty(), clock);
        try (KafkaFeedSender sender = new KafkaFeedSender(
                kafka, intake, schemas, clock, progress, spec.commandLine().getErr()::println)) {
            Sent sent = sender.send(feed.events(), pace(feed));
            if (finished.isPresent()) {
                sender.finish(finished.get());
            }
            return sent;
        }
    }

    private Pace pace(ReplayFile feed) {
        return feed.firstTime().map(first -> Pace.parseSpeed(speed, first)).orElseGet(Pace::unlimited);
    }
}
