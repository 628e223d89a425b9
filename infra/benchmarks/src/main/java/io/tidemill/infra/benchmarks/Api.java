package io.tidemill.infra.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The servers of the stack over HTTP. */
final class Api {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI address;
    private final String token;

    Api(RunningStack stack) {
        this.address = stack.api();
        this.token = stack.token();
    }

    CompletionStage<String> get(String path) {
        return send(request(path).GET().build());
    }

    CompletionStage<String> post(String path, String contentType, String body) {
        return send(request(path)
                .header("content-type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private CompletionStage<String> send(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofString()).thenCompose(Api::successful);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(TIMEOUT)
                .header("authorization", "Bearer " + token);
    }

    private static CompletionStage<String> successful(HttpResponse<String> response) {
        return response.statusCode() / 100 == 2
                ? CompletableFuture.completedFuture(response.body())
                : CompletableFuture.failedFuture(new IllegalStateException(
                        response.uri() + " answered " + response.statusCode() + ": " + response.body()));
    }
}
