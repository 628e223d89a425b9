package io.tidemill.infra.launcher.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which stack a command is about. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${TIDEMILL_DATA:-.tidemill}",
            description = "The folder with all state of the stack (default: ./.tidemill).")
    private Path data = Path.of(".tidemill");

    /** The folder, existing or not, without symbolic links where it exists. */
    Path path() throws IOException {
        return Files.isDirectory(data)
                ? data.toRealPath()
                : data.toAbsolutePath().normalize();
    }
}
