package io.tidemill.infra.httpserver.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** A secret of the installation: 32 random bytes in Base64, in a file that only its owner can read. */
public final class SecretFile {
    private static final int BYTES = 32;

    private SecretFile() {}

    /**
     * The secret, which is made if the file does not exist; several processes that start at once agree on one.
     *
     * @throws IllegalStateException if the file holds no secret
     */
    public static byte[] readOrMake(Path file) {
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            byte[] secret = Base64.getDecoder()
                    .decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
            if (secret.length < BYTES) {
                throw new IllegalStateException(
                        "secret file " + file + ": expected " + BYTES + " bytes or more in Base64");
            }
            return secret;
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("secret file " + file + ": expected Base64", e);
        } catch (IOException e) {
            throw new UncheckedIOException("secret file " + file, e);
        }
    }

    private static void make(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        // Written whole under another name and then linked, so that no one ever reads half a secret.
        Path draft = Files.createTempFile(
                folder,
                "secret",
                ".draft",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, Base64.getEncoder().encodeToString(secret), StandardCharsets.US_ASCII);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster: its secret is the secret.
        } finally {
            Files.delete(draft);
        }
    }
}
