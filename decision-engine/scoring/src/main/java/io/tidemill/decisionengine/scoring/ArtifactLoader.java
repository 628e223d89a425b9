package io.tidemill.decisionengine.scoring;

import io.tidemill.decisionengine.scoring.ModelRefusedException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Fetches artifacts by {@code file:}, {@code http:} and {@code https:} URIs and checks that they are what was registered. */
public final class ArtifactLoader {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /**
     * Fetches and reads an artifact.
     *
     * @param uri where it is
     * @param sha256 the checksum it was registered with, in lower-case hex
     * @throws ModelRefusedException if it is not there, not the same, or no artifact
     */
    public ModelArtifact load(URI uri, String sha256) throws ModelRefusedException {
        byte[] bytes = fetch(uri);
        String found = ModelArtifact.sha256(bytes);
        if (!found.equals(sha256)) {
            throw new ModelRefusedException(
                    Reason.CHECKSUM, "artifact " + uri + " has SHA-256 " + found + ": expected " + sha256);
        }
        return ModelArtifact.fromBytes(bytes);
    }

    private byte[] fetch(URI uri) throws ModelRefusedException {
        String scheme = String.valueOf(uri.getScheme());
        try {
            return switch (scheme) {
                case "file" -> Files.readAllBytes(Path.of(uri));
                case "http", "https" -> download(uri);
                default ->
                    throw new ModelRefusedException(
                            Reason.UNSUPPORTED, "artifact URI " + uri + ": expected file:, http: or https:");
            };
        } catch (IOException e) {
            throw new ModelRefusedException(Reason.UNREACHABLE, "cannot read artifact " + uri + ": " + e, e);
        }
    }

    private byte[] download(URI uri) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != OK) {
                throw new IOException("status " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
