package io.tidemill.ingestion.eventfeeds.folders;

import io.tidemill.ingestion.eventfeeds.definitions.FeedDefinition;
import io.tidemill.ingestion.eventfeeds.definitions.FeedDefinition.Completion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a watched folder: those that are complete, those that are worked on ({@code working}), those that are done
 * with ({@code done}, {@code failed}). Moving is atomic. Not safe to share between threads.
 */
final class FolderLayout {
    static final String DONE = "done";
    static final String FAILED = "failed";
    private static final String WORKING = "working";
    private static final String MARKER = ".done";

    private final Path folder;
    private final Completion completion;
    private final PathMatcher pattern;
    private Map<Path, Seen> seen = new HashMap<>();

    FolderLayout(FeedDefinition.Folder definition) {
        this.folder = definition.folder();
        this.completion = definition.completion();
        this.pattern = folder.getFileSystem().getPathMatcher("glob:" + definition.pattern());
    }

    private record Seen(long size, FileTime changed) {}

    /** Makes the folders that are missing. */
    void create() throws IOException {
        for (String name : List.of(WORKING, DONE, FAILED)) {
            Files.createDirectories(folder.resolve(name));
        }
    }

    /** Files that were taken and not finished, as when a server was killed. */
    List<Path> working() throws IOException {
        return files(folder.resolve(WORKING));
    }

    /** Files that are complete by now, by name. */
    List<Path> complete(Instant now) throws IOException {
        Map<Path, Seen> current = new HashMap<>();
        List<Path> complete = new ArrayList<>();
        for (Path file : files(folder)) {
            String name = file.getFileName().toString();
            if (name.startsWith(".") || name.endsWith(MARKER) || !pattern.matches(file.getFileName())) {
                continue;
            }
            Optional<Seen> found = look(file);
            if (found.isPresent()) {
                current.put(file, found.get());
                if (complete(file, found.get(), now)) {
                    complete.add(file);
                }
            }
        }
        seen = current;
        return complete;
    }

    /** Takes a file, so that nobody changes it by its name any more. */
    Path take(Path file) throws IOException {
        Path taken = folder.resolve(WORKING).resolve(file.getFileName());
        return Files.move(file, taken, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Where a file that was taken will stay; beside one of the same name that is there.
     *
     * @param where {@link #DONE} or {@link #FAILED}
     */
    Path destination(Path taken, String where, String sha256) {
        Path target = folder.resolve(where).resolve(taken.getFileName());
        return Files.exists(target)
                ? target.resolveSibling(sha256.substring(0, 12) + "-" + taken.getFileName())
                : target;
    }

    /** Moves a file that was taken to where it stays, and removes its marker. */
    void finish(Path taken, Path target) throws IOException {
        Files.deleteIfExists(folder.resolve(taken.getFileName() + MARKER));
        Files.move(taken, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean complete(Path file, Seen now, Instant time) {
        if (completion instanceof Completion.Stable stable) {
            boolean quiet = !now.changed().toInstant().plus(stable.quiet()).isAfter(time);
            return quiet && now.equals(seen.get(file));
        }
        return Files.exists(file.resolveSibling(file.getFileName() + MARKER));
    }

    private static Optional<Seen> look(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Seen(attributes.size(), attributes.lastModifiedTime()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("folder " + folder + " is not there");
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
