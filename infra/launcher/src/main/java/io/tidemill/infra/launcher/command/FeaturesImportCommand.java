package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.featurejobs.feastregistry.FeastImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes definitions of what a registry of Feast's has. */
@Command(
        name = "import",
        description = {
            "Write definitions of the views that Feast writes to Redis, so that they are served here.",
            "What is stored is not touched, and Feast goes on as before. What cannot be served is named, with why."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  tidemill features import --registry data/registry.db --out definitions/features/feast.yaml",
            "  tidemill features import --registry registry.db --project rides --out rides.yaml"
        })
final class FeaturesImportCommand implements Callable<Integer> {
    private static final String MARK = "# Written by tidemill features import, which overwrites it.\n";

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--registry",
            paramLabel = "FILE",
            required = true,
            description = "Feast's registry file, such as registry.db.")
    private Path registry = Path.of("");

    @Option(names = "--project", paramLabel = "NAME", description = "Which of its projects (default: the only one).")
    private @Nullable String project;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The file to write, of a definitions folder's features/.")
    private Path file = Path.of("");

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    FeaturesImportCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        FeastImport found;
        try {
            found = new FeastImport(Files.readAllBytes(registry), Optional.ofNullable(project));
        } catch (IOException e) {
            throw new IOException("--registry " + registry + ": " + e.getMessage(), e);
        }
        requireOurs();
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, MARK + found.definitions());
        if (output.json()) {
            out.println(json(found));
        } else {
            out.println(file + ": " + FeatureCounts.counted(found.views(), "view") + " of Feast's");
            found.leftOut().forEach(reason -> out.println("left out: " + reason));
        }
        return ExitCodes.DONE;
    }

    private void requireOurs() throws IOException {
        if (Files.exists(file) && !new String(Files.readAllBytes(file), StandardCharsets.UTF_8).startsWith(MARK)) {
            throw new IOException("--out " + file
                    + " is there and was not imported: expected a new file, or one that was" + " imported before");
        }
    }

    private String json(FeastImport found) {
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("file", file.toString())
                .put("views", found.views());
        ArrayNode leftOut = answer.putArray("leftOut");
        found.leftOut().forEach(leftOut::add);
        return answer.toPrettyString();
    }
}
