package io.tidemill.infra.systemtests.faults;

import io.tidemill.infra.systemtests.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The checkpoints of one job of a stack that is down. */
final class CheckpointFolder {
    private final Path folder;

    CheckpointFolder(Stack stack, String jobId) {
        this.folder = stack.data().resolve("checkpoints").resolve(jobId);
    }

    /** The whole checkpoints, the oldest first. */
    List<Path> whole() throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(path -> Files.exists(path.resolve("_metadata")))
                    .sorted(Comparator.comparingLong(CheckpointFolder::number))
                    .toList();
        }
    }

    /** Takes the newest away; the one before it is left. */
    void deleteNewest() throws IOException {
        List<Path> whole = whole();
        if (whole.size() < 2) {
            throw new AssertionError("expected two checkpoints, found " + whole);
        }
        delete(whole.get(whole.size() - 1));
        Stack.print("deleted checkpoint %s of %s", whole.get(whole.size() - 1).getFileName(), whole);
    }

    /** Keeps a copy of all of it. */
    void copyTo(Path other) throws IOException {
        copy(folder, other);
    }

    /** Puts a copy in the place of what is there. */
    void replaceBy(Path other) throws IOException {
        delete(folder);
        copy(other, folder);
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path inside : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(inside);
            }
        }
    }
}
