package io.tidemill.infra.launcher.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The one folder that holds all state of an embedded stack.
 *
 * @param root its absolute path, without symbolic links
 */
public record DataFolder(Path root) {
    /**
     * Opens a folder, and creates it when it is not there.
     *
     * @throws IOException if it cannot be created
     */
    public static DataFolder open(Path path) throws IOException {
        Path created = Files.isDirectory(path) ? path : Files.createDirectories(path);
        DataFolder folder = new DataFolder(created.toRealPath());
        Files.createDirectories(folder.run());
        Files.createDirectories(folder.logs());
        Files.createDirectories(folder.artifacts());
        Files.createDirectories(folder.warehouse());
        return folder;
    }

    /** Files about the processes that run now; may be deleted when none does. */
    public Path run() {
        return root.resolve("run");
    }

    /** One log file for each part. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** The log of a part. */
    public Path log(String part) {
        return logs().resolve(part + ".log");
    }

    /** Programs unpacked for this machine; may be deleted. */
    public Path programs() {
        return root.resolve("programs");
    }

    /** The configuration every process reads. */
    public Path configuration() {
        return root.resolve("tidemill.properties");
    }

    /** The ports that were chosen. */
    public Path ports() {
        return root.resolve("ports.properties");
    }

    /** The key that signs this installation's own tokens. */
    public Path authSecret() {
        return root.resolve("secrets").resolve("auth-secret");
    }

    /** The key that personal data is hashed with. */
    public Path personalDataKey() {
        return root.resolve("secrets").resolve("pii-key");
    }

    /** A token by which the processes of the stack read the schema registry. */
    public Path registryToken() {
        return root.resolve("secrets").resolve("schema-registry-token");
    }

    /** The files of the lake. */
    public Path warehouse() {
        return root.resolve("warehouse");
    }

    /** Models as they were trained. */
    public Path artifacts() {
        return root.resolve("artifacts");
    }

    /** What the running launcher last said about its parts. */
    public Path state() {
        return run().resolve("state.json");
    }

    /** Copies of the jars that the parts run from. */
    public Path jars() {
        return run().resolve("jars");
    }

    /** The class path of a part, or of the trainings. */
    public Path classPath(String part) {
        return run().resolve(part + ".classpath");
    }

    /** Written by a part when it serves: its process id. */
    public Path readyFile(String part) {
        return run().resolve(part + ".ready");
    }

    /** Whether a process has said that it serves. */
    public boolean saysReady(String part, long pid) throws IOException {
        Path file = readyFile(part);
        return Files.exists(file) && Files.readString(file).strip().equals(Long.toString(pid));
    }

    /** The process id of the launcher that holds the folder or held it last. */
    public Optional<Long> launcherPid() throws IOException {
        Path file = launcherFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file).strip();
        return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    /**
     * Takes the folder for this process, until the lock is closed or the process ends in whatever way.
     *
     * @return empty when another launcher has it
     * @throws IOException if the lock file cannot be written
     */
    public Optional<Held> take() throws IOException {
        FileChannel channel =
                FileChannel.open(run().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            write(launcherFile(), Long.toString(ProcessHandle.current().pid()));
            return Optional.of(new Held(channel));
        } catch (OverlappingFileLockException e) {
            channel.close();
            return Optional.empty();
        }
    }

    /** Writes a file so that a reader, or a crash, sees the old content or the new. */
    public static void write(Path file, String content) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path next = Files.createTempFile(parent, "." + file.getFileName(), ".next");
        Files.write(next, content.getBytes(StandardCharsets.UTF_8));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path launcherFile() {
        return run().resolve("launcher.pid");
    }

    /**
     * The right to start and stop processes on the folder.
     *
     * @param channel the locked file
     */
    public record Held(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
