package io.tidemill.trainingtriggers.modelregistry;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Artifacts in a folder, each under its own checksum: the same bytes are one file, and no file ever changes. */
public final class ArtifactStore {
    private static final String SUFFIX = ".json";

    private final Path folder;

    /**
     * A store.
     *
     * @param uri a folder as {@code file:} URI ({@code artifacts.uri}); made when the first artifact comes
     */
    public ArtifactStore(URI uri) {
        if (!"file".equals(uri.getScheme())) {
            throw new IllegalArgumentException("artifacts.uri=" + uri + ": expected a file: URI");
        }
        this.folder = Path.of(uri);
    }

    /**
     * An artifact that is kept.
     *
     * @param uri where
     * @param sha256 its checksum in lower-case hex
     */
    public record Kept(URI uri, String sha256) {}

    /** Keeps an artifact; when this returns, a reader sees all of it. */
    public Kept keep(byte[] artifact) throws IOException {
        String sha256 = sha256(artifact);
        Path file = folder.resolve(sha256 + SUFFIX);
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            Path half = Files.createTempFile(folder, sha256, ".part");
            Files.write(half, artifact);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Kept(file.toUri(), sha256);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
