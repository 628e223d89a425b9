package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists feeds. */
@Command(
        name = "list",
        description = "Each feed: what it reads, how it is, what it has taken. Exit code 1 when one is failing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tidemill feeds list", "  tidemill feeds list --output json"})
final class FeedsListCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeedsListCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path()).get("/api/feeds");
        boolean failing = false;
        TextTable table = new TextTable("feed", "kind", "from", "type", "state", "taken", "problem");
        for (JsonNode feed : answer.path("feeds")) {
            failing |= feed.path("state").asText().equals("failing");
            table.row(
                    feed.path("name").asText(),
                    feed.path("kind").asText(),
                    feed.path("from").asText(),
                    feed.path("type").asText(),
                    feed.path("state").asText(),
                    feed.path("counts").toString(),
                    feed.path("problem").asText("-"));
        }
        if (output.json()) {
            out.println(answer.toPrettyString());
        } else {
            table.print(out);
        }
        out.flush();
        return failing ? ExitCodes.FAILED : ExitCodes.DONE;
    }
}
