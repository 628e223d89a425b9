package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names a version. */
@Command(
        name = "create",
        description = "Name the newest snapshots of some tables, or those of an instant. They do not expire then.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill lake versions create spring-2026 -m 'before the new prices'",
            "  tidemill lake versions create q1 --tables order_paid,order_refunded --as-of 2026-04-01T00:00:00Z -m 'Q1'"
        })
final class LakeVersionCreateCommand extends LakeCall {
    @Parameters(paramLabel = "NAME", description = "Letters, digits, '.', '_' and '-'.")
    private String name = "";

    @Option(names = "--tables", paramLabel = "TABLE", split = ",", description = "Which tables (default: all).")
    private List<String> tables = List.of();

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            required = true,
            description = "Why.")
    private String message = "";

    @Option(names = "--as-of", paramLabel = "INSTANT", description = "The snapshots of then (default: now).")
    private Optional<Instant> asOf = Optional.empty();

    @Override
    JsonNode ask(LocalApi api) throws IOException, InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", name).put("message", message);
        tables.forEach(body.putArray("tables")::add);
        asOf.ifPresent(instant -> body.put("asOf", instant.toString()));
        return api.post("/api/lake/versions", body);
    }

    @Override
    void print(JsonNode answer, PrintWriter out) {
        LakeVersionShowCommand.printVersion(answer, out);
    }
}
