package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.launcher.waiting.Poll;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Erases a person. */
@Command(
        name = "erase",
        description = {
            "Erase a person from every table: rows, versions, snapshots, files; and search every byte after it.",
            "Waits for the proof. Exit code 1 when the person is still mentioned somewhere."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill lake erase --subject member-7 --reason 'letter of 3 May'",
            "  tidemill lake erase --subject member-7 --tenant shop-1 --reason 'letter of 3 May' --keep-erased P30D"
        })
final class LakeEraseCommand extends LakeCall {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    @Option(names = "--subject", paramLabel = "SUBJECT", required = true, description = "As events name the person.")
    private String subject = "";

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Of this tenant only (default: of all).")
    private Optional<String> tenant = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept.")
    private String reason = "";

    @Option(
            names = "--column",
            paramLabel = "COLUMN",
            split = ",",
            description = "A column that names persons, beside the event's subject.")
    private List<String> columns = List.of();

    @Option(
            names = "--keep-erased",
            paramLabel = "DURATION",
            description = "Erase again for so long, such as P30D, as late events come. The subject is kept until then.")
    private Optional<Duration> keepErased = Optional.empty();

    @Option(names = "--no-wait", description = "Return at once; see `tidemill lake erasures`.")
    private boolean noWait;

    @Override
    JsonNode ask(LocalApi api) throws IOException, InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("subject", subject).put("reason", reason);
        tenant.ifPresent(text -> body.put("tenant", text));
        keepErased.ifPresent(duration -> body.put("keepErased", duration.toString()));
        columns.forEach(body.putArray("columns")::add);
        JsonNode answer = api.post("/api/lake/erasures", body);
        return noWait ? answer : await(api, answer.path("erasure").path("id").asText());
    }

    private JsonNode await(LocalApi api, String id) throws IOException, InterruptedException {
        ProgressLines progress = json() ? ProgressLines.unsaid() : ProgressLines.on(out());
        return Poll.every(LOOK_AGAIN).until(() -> {
            JsonNode answer = api.get("/api/lake/erasures/" + id);
            if (!state(answer).equals("OPEN")) {
                return Optional.of(answer);
            }
            JsonNode erasure = answer.path("erasure");
            progress.say(
                    id,
                    erasure.path("tables").size() + " tables looked at, "
                            + erasure.path("detail").asText());
            return Optional.empty();
        });
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
        LakeErasuresCommand.printErasure(answer, out);
    }

    @Override
    int exitCode(JsonNode answer) {
        return state(answer).equals("INCOMPLETE") ? ExitCodes.FAILED : ExitCodes.DONE;
    }

    private static String state(JsonNode answer) {
        return answer.path("erasure").path("state").asText();
    }
}
