package io.tidemill.infra.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The HTTP API of a running stack, called with one token. */
public final class Api {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String address;
    private final String token;

    /** @param token any text where the API asks for none */
    public Api(String address, String token) {
        this.address = address.startsWith("http") ? address : "http://" + address;
        this.token = token;
    }

    /** The answer to a GET; fails unless it is 200. */
    public JsonNode get(String path) {
        return checked(path, send(request(path).GET().build()));
    }

    /** The answer to a request with a JSON body; fails unless it is a 2xx. */
    public JsonNode send(String method, String path, String body) {
        return checked(path, send(withBody(method, path, body)));
    }

    /** The answer in the future, whatever its status. */
    public CompletableFuture<HttpResponse<String>> post(String path, String body) {
        return post(path, "application/json", body);
    }

    /** The answer in the future to a text of some media type, whatever its status. */
    public CompletableFuture<HttpResponse<String>> post(String path, String mediaType, String body) {
        return post(path, mediaType, BodyPublishers.ofString(body), Map.of());
    }

    /** The answer in the future to a body of some media type, with more headers, whatever its status. */
    public CompletableFuture<HttpResponse<String>> post(
            String path, String mediaType, BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", mediaType).POST(body);
        headers.forEach(request::header);
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest withBody(String method, String path, String body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode checked(String path, HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            throw new AssertionError(path + " answered " + response.statusCode() + ": " + response.body());
        }
        return CommandLine.json(response.body());
    }
}
