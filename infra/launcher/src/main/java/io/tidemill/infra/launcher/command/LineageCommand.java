package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says where data comes from and where it goes. */
@Command(
        name = "lineage",
        description = {
            "What a dataset is made of, and what is made of it, by columns.",
            "Without a dataset: all there are."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill lineage tidemill.order_paid --column amount",
            "  tidemill lineage member_orders:amount_sum_30d",
            "  tidemill lineage models:/churn/3",
            "  tidemill lineage tidemill.order_paid --snapshot 4242"
        })
final class LineageCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "DATASET",
            description = "A table, topic, view, view:feature, models:/NAME[/VERSION] or rules:/ID.")
    private @Nullable String dataset;

    @Option(names = "--column", paramLabel = "COLUMN", description = "Only this column.")
    private @Nullable String column;

    @Option(names = "--depth", paramLabel = "N", defaultValue = "5", description = "Steps at most (default: 5).")
    private int depth = 5;

    @Option(names = "--snapshot", paramLabel = "ID", description = "Only model versions trained on this snapshot.")
    private @Nullable Long snapshot;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LineageCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = LocalApi.of(data.path()).get("/api/lineage?" + query());
        if (output.json()) {
            out.println(answer.toPrettyString());
        } else if (dataset == null) {
            TextTable all = new TextTable("kind", "name");
            answer.path("datasets")
                    .forEach(each -> all.row(
                            each.path("kind").asText(), each.path("name").asText()));
            all.print(out);
        } else {
            print(answer, out);
        }
        return ExitCodes.DONE;
    }

    private String query() {
        List<String> query = new ArrayList<>();
        query.add("depth=" + depth);
        if (dataset != null) {
            query.add("dataset=" + URLEncoder.encode(dataset, StandardCharsets.UTF_8));
        }
        if (column != null) {
            query.add("column=" + URLEncoder.encode(column, StandardCharsets.UTF_8));
        }
        if (snapshot != null) {
            query.add("snapshot=" + snapshot);
        }
        return String.join("&", query);
    }

    private static void print(JsonNode answer, PrintWriter out) {
        steps("made of", answer.path("upstream"), out);
        steps("goes into", answer.path("downstream"), out);
        if (!answer.path("versions").isEmpty()) {
            out.println("trained");
            TextTable versions = new TextTable("model version", "snapshots", "run");
            for (JsonNode version : answer.path("versions")) {
                versions.row(
                        "models:/" + version.path("model").asText() + "/"
                                + version.path("version").asLong(),
                        version.path("snapshotIds").toString(),
                        version.path("runId").asText());
            }
            versions.print(out);
        }
    }

    private static void steps(String heading, JsonNode steps, PrintWriter out) {
        if (steps.isEmpty()) {
            return;
        }
        out.println(heading);
        TextTable table = new TextTable("step", "from", "to", "how");
        for (JsonNode step : steps) {
            JsonNode edge = step.path("edge");
            table.row(
                    step.path("depth").asInt(),
                    edge.path("from").asText() + "." + edge.path("fromColumn").asText(),
                    edge.path("to").asText() + "." + edge.path("toColumn").asText(),
                    edge.path("how").asText());
        }
        table.print(out);
        out.println();
    }
}
