package io.tidemill.ingestion.eventfeeds.objects;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.FilePart;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files by the hash of their content: {@code ab/cd/abcd...}. A file is there whole or not at all, and once however often it
 * is stored. Safe for any number of threads and processes.
 */
final class ObjectFiles {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);

    private final Path folder;
    private final Path incoming;
    private final long maximumBytes;
    private final ContentCheck check;

    ObjectFiles(ObjectSettings settings) throws IOException {
        this.folder = Files.createDirectories(settings.folder());
        this.incoming = Files.createDirectories(folder.resolve("incoming"));
        this.maximumBytes = settings.maximumBytes();
        this.check = new ContentCheck();
    }

    /**
     * Stores bytes as they come.
     *
     * @param declared what they are said to be
     * @throws ProblemException with 413 if they are too many, with 415 if they are something else
     */
    StoredBytes store(InputStream bytes, String declared) throws IOException {
        Path temporary = incoming.resolve(UUID.randomUUID().toString());
        try {
            StoredBytes stored = write(bytes, temporary, declared);
            check.require(temporary, declared);
            Path target = path(stored.sha256());
            if (!Files.exists(target)) {
                Files.createDirectories(target.getParent());
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return stored;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Whether an object's bytes are there. */
    boolean has(String sha256) {
        return Files.exists(path(sha256));
    }

    /** Removes an object's bytes, if they are there. */
    void delete(String sha256) throws IOException {
        Files.deleteIfExists(path(sha256));
    }

    /**
     * Some bytes of an object.
     *
     * @throws IOException if they are not there
     */
    FilePart part(String sha256, ByteRange range) throws IOException {
        Path file = path(sha256);
        if (Files.size(file) < range.first() + range.length()) {
            throw new IOException("object " + sha256 + " is shorter than it was");
        }
        return new FilePart(file, range.first(), range.length());
    }

    /** Removes what uploads left behind that were killed. */
    void clean(Instant now) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(incoming)) {
            files = found.toList();
        }
        for (Path file : files) {
            FileTime changed = Files.getLastModifiedTime(file);
            if (changed.toInstant().plus(LONGEST_UPLOAD).isBefore(now)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Where an object lies below the folder. */
    static String location(String sha256) {
        return sha256.substring(0, 2) + "/" + sha256.substring(2, 4) + "/" + sha256;
    }

    private Path path(String sha256) {
        return folder.resolve(location(sha256));
    }

    private StoredBytes write(InputStream bytes, Path target, String declared) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                size += read;
                if (size > maximumBytes) {
                    throw new ProblemException(
                            413, "Object too large", "expected an object of at most " + maximumBytes + " bytes");
                }
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
            channel.force(true);
        }
        return new StoredBytes(HexFormat.of().formatHex(digest.digest()), size, declared);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
