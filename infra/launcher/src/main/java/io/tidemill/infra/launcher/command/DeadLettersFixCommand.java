package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fixes dead letters. */
@Command(
        name = "fix",
        description = {
            "Make dead letters events that the gateway would take, and keep them until they are replayed.",
            "--dry-run shows the events before and after, and what is still wrong."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill dead-letters fix tidemill.events.order.paid:0:17 --set time=2026-03-01T10:00:00Z",
            "  tidemill dead-letters fix --reason UNREADABLE_DATA --type order.paid --patch patch.json --dry-run",
            "  tidemill dead-letters fix --reason NOT_WIRE_FORMAT --mapping till.yaml"
        })
final class DeadLettersFixCommand implements Callable<Integer> {
    @Mixin
    private LetterChoice letters = new LetterChoice();

    @Option(
            names = "--patch",
            paramLabel = "JSON",
            description =
                    "A JSON Patch (RFC 6902) of the event, or the file that has it; /record is there to copy from.")
    private @Nullable String patch;

    @Option(
            names = "--mapping",
            paramLabel = "YAML",
            description = "The file that says how the value becomes an event.")
    private @Nullable Path mapping;

    @Option(
            names = "--set",
            paramLabel = "ATTRIBUTE=VALUE",
            description = "An attribute of the event; may be repeated.")
    private Map<String, String> attributes = new LinkedHashMap<>();

    @Option(names = "--dry-run", description = "Change nothing.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DeadLettersFixCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode body = LetterChoice.body();
        body.put("dryRun", dryRun);
        if (patch != null) {
            body.set("patch", json.readTree(patch.startsWith("[") ? patch : Files.readString(Path.of(patch))));
        }
        if (mapping != null) {
            body.put("mapping", Files.readString(mapping));
        }
        if (!attributes.isEmpty()) {
            body.set("attributes", json.valueToTree(attributes));
        }
        return letters.act("fix", body, spec);
    }
}
