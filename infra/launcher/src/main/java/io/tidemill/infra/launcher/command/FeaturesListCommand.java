package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.featurejobs.feastregistry.FeatureTags;
import io.tidemill.schemas.featureviews.BatchFeatureView;
import io.tidemill.schemas.featureviews.BatchField;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureView;
import io.tidemill.schemas.featureviews.OnDemandFeature;
import io.tidemill.schemas.featureviews.OnDemandFeatureView;
import io.tidemill.schemas.featureviews.StoredField;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ViewEntity;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists features. */
@Command(
        name = "list",
        description = {
            "Each feature as it is defined: view, function, what it reads, window, type, owner.",
            "With --versions the versions of the running stack's views, and how far each is."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill features list",
            "  tidemill features list --definitions examples/shops --output json",
            "  tidemill features list --versions"
        })
final class FeaturesListCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private DefinitionsOption definitions = new DefinitionsOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--versions", description = "The versions of the running stack instead.")
    private boolean versions;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesListCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (versions) {
            printVersions(LocalApi.of(data.path()).get("/api/feature-views"), out);
            return ExitCodes.DONE;
        }
        FeatureDefinitions read = FeatureDefinitions.read(definitions.folder(data.path()));
        if (output.json()) {
            out.println(json(read));
        } else {
            table(read).print(out);
        }
        return ExitCodes.DONE;
    }

    private void printVersions(JsonNode answer, PrintWriter out) {
        if (output.json()) {
            out.println(answer.toPrettyString());
            return;
        }
        TextTable table = new TextTable("version", "features", "applied by", "at", "state");
        for (JsonNode version : answer.path("versions")) {
            table.row(
                    FeatureVersionText.id(version),
                    version.path("features").asText(),
                    version.path("appliedBy").asText(),
                    version.path("appliedAt").asText(),
                    FeatureVersionText.progress(version));
        }
        table.print(out);
    }

    private static TextTable table(FeatureDefinitions read) {
        TextTable table =
                new TextTable("view", "entity", "feature", "function", "of", "window", "type", "sensitivity", "owner");
        for (StreamFeatureView view : read.views()) {
            for (Feature feature : view.features()) {
                Map<String, String> tags = FeatureTags.of(feature);
                table.row(
                        view.name(),
                        view.entityNames(),
                        feature.name(),
                        words(tags, " ", "function", "n", "k", "percent"),
                        words(tags, " / ", "column", "numerator", "denominator", "of"),
                        words(tags, " ", "window"),
                        feature.valueType().text(),
                        feature.sensitivity().text(),
                        view.owner().isEmpty() ? "-" : view.owner());
            }
        }
        for (FeatureView view : read.featureViews()) {
            for (StoredField feature : view.features()) {
                table.row(
                        view.name(),
                        view.entityNames(),
                        feature.name(),
                        view.source().isPresent() ? "pushed" : "by others",
                        view.source().orElse("-"),
                        "-",
                        feature.valueType().text(),
                        feature.sensitivity().text(),
                        view.owner().isEmpty() ? "-" : view.owner());
            }
        }
        for (BatchFeatureView view : read.batchViews()) {
            for (BatchField feature : view.features()) {
                table.row(
                        view.name(),
                        view.entityNames(),
                        feature.name(),
                        "of a table",
                        view.source().table() + "." + feature.column(),
                        "-",
                        feature.valueType().text(),
                        feature.sensitivity().text(),
                        view.owner().isEmpty() ? "-" : view.owner());
            }
        }
        for (OnDemandFeatureView view : read.onDemandViews()) {
            for (OnDemandFeature feature : view.features()) {
                table.row(
                        view.name(),
                        "-",
                        feature.name(),
                        "on demand",
                        feature.expression().text(),
                        "-",
                        feature.valueType().text(),
                        feature.sensitivity().text(),
                        view.owner().isEmpty() ? "-" : view.owner());
            }
        }
        return table;
    }

    /** The tags of these keys that there are, or a dash. */
    private static String words(Map<String, String> tags, String separator, String... keys) {
        String words = Stream.of(keys).map(tags::get).filter(Objects::nonNull).collect(Collectors.joining(separator));
        return words.isEmpty() ? "-" : words;
    }

    private static String json(FeatureDefinitions read) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("project", read.project());
        ArrayNode views = answer.putArray("views");
        for (StreamFeatureView view : read.views()) {
            ObjectNode node = views.addObject().put("name", view.name());
            if (view.entities().size() == 1) {
                node.put("entity", view.entityNames());
            }
            ArrayNode entities = node.putArray("entities");
            for (ViewEntity entity : view.entities()) {
                entities.addObject()
                        .put("name", entity.name())
                        .put("key", entity.column() == null ? "subject" : "data." + entity.column());
            }
            node.put("source", view.source());
            view.takenBackBy().forEach(type -> node.withArray("takenBackBy").add(type.eventType()));
            view.attributes().forEach(attribute -> node.withObject("attributes")
                    .put(attribute.name(), attribute.eventType() + "." + attribute.column()));
            node.put("ttl", view.ttl().toString()).put("owner", view.owner()).put("description", view.description());
            ArrayNode features = node.putArray("features");
            for (Feature feature : view.features()) {
                ObjectNode one = features.addObject().put("name", feature.name());
                FeatureTags.of(feature).forEach(one::put);
                one.put("type", feature.valueType().text())
                        .put("sensitivity", feature.sensitivity().text())
                        .put("description", feature.description());
            }
        }
        ArrayNode written = answer.putArray("featureViews");
        read.featureViews().forEach(view -> write(written.addObject(), view));
        ArrayNode batch = answer.putArray("batchFeatureViews");
        read.batchViews().forEach(view -> write(batch.addObject(), view, read));
        ArrayNode onDemand = answer.putArray("onDemandViews");
        read.onDemandViews().forEach(view -> write(onDemand.addObject(), view));
        return answer.toPrettyString();
    }

    private static void write(ObjectNode node, FeatureView view) {
        node.put("name", view.name()).put("entity", view.entity());
        view.source().ifPresent(source -> node.put("source", source));
        node.put("ttl", view.ttl().toString()).put("owner", view.owner()).put("description", view.description());
        ArrayNode features = node.putArray("features");
        for (StoredField feature : view.features()) {
            ObjectNode one = features.addObject()
                    .put("name", feature.name())
                    .put("type", feature.valueType().text());
            feature.fallback().ifPresent(value -> one.set("default", JSON.valueToTree(value)));
            one.put("sensitivity", feature.sensitivity().text()).put("description", feature.description());
        }
    }

    private static void write(ObjectNode node, BatchFeatureView view, FeatureDefinitions read) {
        node.put("name", view.name());
        ArrayNode entities = node.putArray("entities");
        read.entitiesOf(view)
                .forEach(entity ->
                        entities.addObject().put("name", entity.name()).put("key", view.keyColumn(entity)));
        ObjectNode source = node.putObject("source")
                .put("table", view.source().table())
                .put("timestamp", view.source().timestamp());
        view.source().created().ifPresent(column -> source.put("created", column));
        node.put("ttl", view.ttl().toString()).put("owner", view.owner()).put("description", view.description());
        ArrayNode features = node.putArray("features");
        for (BatchField feature : view.features()) {
            ObjectNode one = features.addObject()
                    .put("name", feature.name())
                    .put("column", feature.column())
                    .put("type", feature.valueType().text());
            feature.fallback().ifPresent(value -> one.set("default", JSON.valueToTree(value)));
            one.put("sensitivity", feature.sensitivity().text()).put("description", feature.description());
        }
    }

    private static void write(ObjectNode node, OnDemandFeatureView view) {
        node.put("name", view.name()).put("owner", view.owner()).put("description", view.description());
        ArrayNode sources = node.putArray("sources");
        view.sources().forEach(source -> sources.add(source.toString()));
        ArrayNode requestSchema = node.putArray("requestSchema");
        view.requestSchema().forEach(field -> requestSchema
                .addObject()
                .put("name", field.name())
                .put("type", field.valueType().text()));
        ArrayNode features = node.putArray("features");
        view.features().forEach(feature -> features.addObject()
                .put("name", feature.name())
                .put("expression", feature.expression().text())
                .put("type", feature.valueType().text())
                .put("sensitivity", feature.sensitivity().text())
                .put("description", feature.description()));
    }
}
