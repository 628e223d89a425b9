package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** One dead letter by its id, or those that a filter lets pass; and doing something to them. */
final class LetterChoice {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private LetterFilterOption filter = new LetterFilterOption();

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "One letter, topic:partition:offset; or else a filter.")
    private @Nullable String id;

    @Option(names = "--all", description = "All of them, where no filter is given.")
    private boolean all;

    /** A body for the API. */
    static ObjectNode body() {
        return JSON.createObjectNode();
    }

    /**
     * Does it.
     *
     * @param verb of the API
     * @return the exit code: not 0 if a letter could not be done
     */
    int act(String verb, ObjectNode body, CommandSpec spec) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LocalApi api = LocalApi.of(data.path());
        if (id != null) {
            if (!filter.values().isEmpty()) {
                throw new ParameterException(spec.commandLine(), "expected an id or a filter, not both");
            }
            JsonNode outcome =
                    api.post("/api/dead-letters/" + LakeCall.encoded(id.replace('/', ':')) + "/" + verb, body);
            print(outcome, out);
            return ExitCodes.DONE;
        }
        if (filter.values().isEmpty() && !all) {
            throw new ParameterException(spec.commandLine(), "expected an id, a filter such as --reason, or --all");
        }
        return actOnMany(verb, body, api, out);
    }

    private int actOnMany(String verb, ObjectNode body, LocalApi api, PrintWriter out)
            throws IOException, InterruptedException {
        body.set("filter", JSON.valueToTree(filter.values()));
        Map<String, Long> results = new TreeMap<>();
        ObjectNode first = null;
        String cursor = "";
        do {
            body.put("cursor", cursor);
            JsonNode answer = api.post("/api/dead-letters/" + verb, body);
            first = first == null ? answer.deepCopy() : first;
            for (Map.Entry<String, JsonNode> result : answer.path("results").properties()) {
                results.merge(result.getKey(), result.getValue().asLong(), Long::sum);
            }
            cursor = answer.path("cursor").asText("");
        } while (!cursor.isEmpty());
        first.remove("cursor");
        first.put("matched", results.values().stream().mapToLong(count -> count).sum());
        first.set("results", JSON.valueToTree(results));
        printMany(first, out);
        return first.path("problems").isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private void print(JsonNode outcome, PrintWriter out) {
        if (output.json()) {
            out.println(outcome.toPrettyString());
        } else {
            out.println(
                    outcome.path("id").asText() + ": " + outcome.path("result").asText() + ", "
                            + outcome.path("state").asText());
            printEvents(outcome, out);
        }
        out.flush();
    }

    private void printMany(JsonNode answer, PrintWriter out) {
        if (output.json()) {
            out.println(answer.toPrettyString());
        } else {
            out.println(answer.path("matched").asLong() + " dead letters: " + answer.path("results"));
            for (JsonNode problem : answer.path("problems")) {
                out.println("  " + problem.path("id").asText() + ": "
                        + problem.path("result").asText() + ", "
                        + problem.path("field").asText("") + " "
                        + problem.path("detail").asText());
            }
            for (JsonNode example : answer.path("examples")) {
                printEvents(example, out);
            }
        }
        out.flush();
    }

    private static void printEvents(JsonNode outcome, PrintWriter out) {
        if (outcome.has("before")) {
            out.println("before " + outcome.path("before"));
            out.println("after  " + outcome.path("after"));
        }
    }
}
