package io.tidemill.infra.launcher.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which definitions a command reads. */
final class DefinitionsOption {
    @Option(
            names = "--definitions",
            paramLabel = "DIR",
            description = "The folder with features/ (default: that of the stack on --data).")
    private @Nullable Path definitions;

    /**
     * The folder.
     *
     * @param data where the stack is whose definitions are read when no others are named
     * @throws IOException if none is named, by the option or by a stack, or it is not there
     */
    Path folder(Path data) throws IOException {
        Path folder = definitions == null ? ofStack(data) : definitions;
        if (!Files.isDirectory(folder)) {
            throw new IOException("--definitions " + folder + ": there is no such folder");
        }
        return folder;
    }

    private static Path ofStack(Path data) throws IOException {
        return StackSettings.of(data)
                .map(settings -> settings.get("definitions.folder"))
                .map(Path::of)
                .orElseThrow(() -> new IOException(
                        "no stack has run on " + data + ": name the folder with features/ by --definitions"));
    }
}
