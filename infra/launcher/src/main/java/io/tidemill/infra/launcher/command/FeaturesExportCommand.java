package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemill.featurejobs.feastregistry.FeastRedis;
import io.tidemill.featurejobs.feastregistry.FeastRepository;
import io.tidemill.featurejobs.feastregistry.RedisAddress;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.schemas.featurecatalogue.ServingDefinitions;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the definitions for Feast. */
@Command(
        name = "export",
        description = {
            "Write the feature definitions that serve as a folder that Feast's Python SDK opens: a registry and its configuration.",
            "Feast then lists entities, views and services, and reads the values that the feature job keeps in Redis.",
            "What serves is asked of the running stack; with --definitions of another folder nothing has to run."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill features export --out feast",
            "  tidemill features export --out feast --redis redis.example.com:6379"
        })
final class FeaturesExportCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private DefinitionsOption definitions = new DefinitionsOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write to: a new or empty one, or one that was exported to before.")
    private Path folder = Path.of("");

    @Option(
            names = "--redis",
            paramLabel = "HOST:PORT",
            description = "Where Feast finds the values (default: the Redis of the stack on --data).")
    private @Nullable RedisAddress redis;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesExportCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        FeatureDefinitions read = read();
        FeastRedis address = redis == null ? redisOfStack(data.path()) : FeastRedis.of(redis);
        try {
            new FeastRepository(read, address, Clock.systemUTC()).writeTo(folder);
        } catch (IOException e) {
            throw new IOException("--out: " + e.getMessage(), e);
        }
        if (output.json()) {
            out.println(json(read, address));
        } else {
            print(read, address, out);
        }
        return ExitCodes.DONE;
    }

    /** What serves on the stack, or what is in a folder of its own. */
    private FeatureDefinitions read() throws IOException {
        Path from = definitions.folder(data.path());
        Map<String, String> settings = StackSettings.of(data.path()).orElse(Map.of());
        try {
            return ServingDefinitions.of(settings, from);
        } catch (KafkaException e) {
            throw new IOException(
                    "Kafka of the stack does not answer, which knows what serves: start the stack, or name a folder of"
                            + " definitions other than its own by --definitions",
                    e);
        }
    }

    private static FeastRedis redisOfStack(Path data) throws IOException {
        Properties settings = new Properties();
        settings.putAll(StackSettings.of(data)
                .orElseThrow(() -> new IOException("no stack has run on " + data + ": name Redis by --redis")));
        try {
            return FeastRedis.of(OnlineStoreConfig.from(settings));
        } catch (IllegalArgumentException e) {
            throw new IOException("Redis of the stack: " + e.getMessage(), e);
        }
    }

    private String json(FeatureDefinitions read, FeastRedis address) {
        FeatureCounts counts = FeatureCounts.of(read);
        return JsonNodeFactory.instance
                .objectNode()
                .put("project", counts.project())
                .put("registry", folder.resolve(FeastRepository.REGISTRY).toString())
                .put(
                        "configuration",
                        folder.resolve(FeastRepository.CONFIGURATION).toString())
                .put("redis", address.connectionString())
                .put("entities", counts.entities())
                .put("views", counts.views())
                .put("features", counts.features())
                .put("leftOut", counts.onDemandFeatures())
                .put("services", counts.services())
                .toPrettyString();
    }

    private void print(FeatureDefinitions read, FeastRedis address, PrintWriter out) {
        out.println(FeatureCounts.of(read).text());
        out.println("written to " + folder.resolve(FeastRepository.REGISTRY) + " and "
                + folder.resolve(FeastRepository.CONFIGURATION) + "; the values are in Redis at "
                + address.connectionString());
        int leftOut = FeatureCounts.of(read).onDemandFeatures();
        if (leftOut > 0) {
            out.println("left out: " + FeatureCounts.counted(leftOut, "feature")
                    + " on demand, which Feast computes in Python alone; POST /get-online-features has them");
        }
        out.println();
        out.println("pip install 'feast[redis]', then in Python:");
        out.println("  from feast import FeatureStore");
        out.println("  store = FeatureStore(\"" + folder + "\")");
        read.views().stream()
                .filter(view -> !read.storedName(view).equals(view.name()))
                .forEach(view -> out.println("# " + view.name() + " is called " + read.storedName(view)
                        + " in Redis and in Feast: ask for it by a service"));
        read.views().stream().findFirst().ifPresent(view -> out.println("  " + lookup(read, view)));
    }

    /** A lookup that can be pasted, but for the keys. */
    private static String lookup(FeatureDefinitions read, StreamFeatureView view) {
        String keys = read.entitiesOf(view).stream()
                .map(entity ->
                        "\"" + entity.joinKey() + "\": " + (entity.valueType().isNumber() ? "1" : "\"...\""))
                .collect(Collectors.joining(", "));
        String asked = read.storedName(view).equals(view.name())
                ? "[\"" + view.references().get(0) + "\"]"
                : "store.get_feature_service(\"" + view.name() + "\")";
        return "store.get_online_features(" + asked + ", [{" + keys + "}]).to_dict()";
    }
}
