package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.launcher.waiting.Poll;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Maintains tables now. */
@Command(
        name = "maintain",
        description = {
            "Maintain a table, or all, now: the maintenance job does what it would do by itself, without waiting until"
                    + " it is",
            "worth it, and this waits for it. Without options everything is done."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill lake maintain",
            "  tidemill lake maintain order_paid --compact --expire",
            "  tidemill lake maintain --orphans --dry-run"
        })
final class LakeMaintainCommand implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(arity = "0..1", paramLabel = "TABLE", description = "The table, such as order_paid (default: all).")
    private String table = "";

    @Option(names = "--compact", description = "Make larger, sorted files of small ones.")
    private boolean compact;

    @Option(names = "--manifests", description = "Make few manifests of many.")
    private boolean manifests;

    @Option(names = "--expire", description = "Let snapshots go that are older than the layout keeps them.")
    private boolean expire;

    @Option(names = "--orphans", description = "Remove old files that no snapshot has.")
    private boolean orphans;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "PT10M",
            description = "How long to wait for the job, in ISO 8601 (default: PT10M).")
    private Duration patience = Duration.ofMinutes(10);

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LakeMaintainCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LocalApi api = LocalApi.of(data.path());
        String path = table.isEmpty()
                ? "/api/lake/maintenance"
                : "/api/lake/tables/" + LakeCall.encoded(table) + "/maintenance";
        long id = api.post(path, body()).path("id").asLong();
        JsonNode state = await(
                api,
                id,
                ProgressLines.on(SendingOutput.progress(
                        output.json(), out, spec.commandLine().getErr())));
        if (output.json()) {
            out.println(state.toPrettyString());
        } else {
            print(state, out);
        }
        for (JsonNode operation : state.path("operations")) {
            if (operation.path("result").path("outcome").asText().equals("FAILED")) {
                return ExitCodes.FAILED;
            }
        }
        return ExitCodes.DONE;
    }

    private ObjectNode body() {
        List<String> names = new ArrayList<>();
        if (compact) {
            names.add("compact");
        }
        if (manifests) {
            names.add("manifests");
        }
        if (expire) {
            names.add("expire");
        }
        if (orphans) {
            names.add("orphans");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        names.forEach(body.putArray("operations")::add);
        body.put("dryRun", dryRun);
        return body;
    }

    private JsonNode await(LocalApi api, long id, ProgressLines progress) throws IOException, InterruptedException {
        String path = "/api/lake/maintenance-requests/" + id;
        Optional<JsonNode> done = Poll.every(LOOK_AGAIN).within(patience, () -> {
            JsonNode state = api.get(path);
            progress.say(path, progressOf(state.path("request")));
            return Optional.of(state)
                    .filter(any -> !any.path("request").path("finishedAt").isNull());
        });
        return done.orElseThrow(() -> new IOException(
                "not done after " + patience + " (" + progress.last(path) + "); it goes on: GET " + path));
    }

    private static String progressOf(JsonNode request) {
        return request.path("startedAt").isNull()
                ? "waiting for the maintenance job"
                : request.path("done").asInt() + " of " + request.path("total").asInt() + " operations";
    }

    private static void print(JsonNode state, PrintWriter out) {
        TextTable operations = new TextTable(
                "table", "operation", "outcome", "before", "after", "bytes", "bytes after", "removed", "detail");
        List<JsonNode> oldestFirst = new ArrayList<>();
        state.path("operations").forEach(operation -> oldestFirst.add(0, operation));
        for (JsonNode operation : oldestFirst) {
            JsonNode result = operation.path("result");
            operations.row(
                    operation.path("table").asText(),
                    operation.path("operation").asText().toLowerCase(java.util.Locale.ROOT),
                    result.path("outcome")
                            .asText()
                            .toLowerCase(java.util.Locale.ROOT)
                            .replace('_', ' '),
                    result.path("filesBefore").asLong(),
                    result.path("filesAfter").asLong(),
                    TextTable.bytes(result.path("bytesBefore").asLong()),
                    TextTable.bytes(result.path("bytesAfter").asLong()),
                    result.path("removed").asLong(),
                    result.path("detail").asText());
        }
        operations.print(out);
    }
}
