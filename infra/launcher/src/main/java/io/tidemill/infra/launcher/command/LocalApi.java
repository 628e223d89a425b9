package io.tidemill.infra.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.infra.httpserver.access.Role;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** The HTTP API of the stack on a data folder, called as its operator. */
final class LocalApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String token;

    private LocalApi(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /**
     * Finds the servers of a stack.
     *
     * @throws java.io.UncheckedIOException if nothing runs on the folder
     */
    static LocalApi of(Path data) {
        LocalGateway gateway = new LocalGateway(data);
        String subject = System.getProperty("user.name", "tidemill");
        return new LocalApi(
                gateway.address(), gateway.tokens().issue(subject, "default", Set.of(Role.ADMIN), TOKEN_LIFE));
    }

    /** The answer to a GET. */
    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    /** The answer to a POST of a JSON body. */
    JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    /** The answer to a DELETE. */
    JsonNode delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(TIMEOUT)
                .header("authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new IOException("nothing answers at " + address + ": see `tidemill status`", e);
        }
        JsonNode body = JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
        if (response.statusCode() / 100 != 2) {
            String message = body.path("message").asText(response.body());
            String detail = body.path("detail").asText(message);
            String field = body.path("field").asText("");
            throw new IOException(
                    (field.isEmpty() ? "" : field + ": ") + detail + " (HTTP " + response.statusCode() + ")");
        }
        return body;
    }
}
