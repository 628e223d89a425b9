package io.tidemill.infra.launcher.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.infra.launcher.waiting.Poll;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends events to the gateway until it has taken or refused them. While it is away, answers 429 or any 5xx, the same batch
 * is sent again: the gateway counts an event once however often it comes. Not safe to share between threads.
 */
public final class GatewayClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final Gateway gateway;
    private final Supplier<String> token;
    private final Duration patience;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private long retries;

    /**
     * @param token issues a bearer token for each request
     * @param patience how long the gateway may be away before sending is given up
     */
    public GatewayClient(Gateway gateway, Supplier<String> token, Duration patience) {
        this.gateway = gateway;
        this.token = token;
        this.patience = patience;
    }

    /**
     * What became of a batch.
     *
     * @param accepted how many events were acknowledged
     * @param refusals why the others were not taken, in words
     */
    public record Answer(int accepted, List<String> refusals) {}

    /** How often something was sent again. */
    public long retries() {
        return retries;
    }

    /**
     * Sends events, each in CloudEvents' JSON form, in their order.
     *
     * @throws IOException if the gateway stays away too long, or refuses the request as a whole
     */
    public Answer send(List<String> events) throws IOException, InterruptedException {
        HttpResponse<String> response =
                post("/api/events", "application/cloudevents-batch+json", "[" + String.join(",", events) + "]");
        if (response.statusCode() == 202) {
            return new Answer(events.size(), List.of());
        }
        JsonNode results = JSON.readTree(response.body()).path("results");
        if (!results.isArray()) {
            throw new IOException("the gateway answered " + response.statusCode() + ": " + response.body());
        }
        int accepted = 0;
        List<String> refusals = new ArrayList<>();
        for (JsonNode result : results) {
            if (result.path("status").asInt() == 202) {
                accepted++;
            } else {
                JsonNode problem = result.path("problem");
                refusals.add("event " + result.path("id").asText("without id") + ", "
                        + problem.path("field").asText("event") + ": "
                        + problem.path("detail").asText(problem.path("title").asText()));
            }
        }
        return new Answer(accepted, refusals);
    }

    /** Promises that no earlier event of a type will come. */
    public void advance(String type, Instant time) throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(Map.of("type", type, "time", time.toString()));
        HttpResponse<String> response = post("/api/events/advance", "application/json", body);
        if (response.statusCode() / 100 != 2) {
            throw new IOException("the gateway answered " + response.statusCode() + ": " + response.body());
        }
    }

    private HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        Optional<HttpResponse<String>> answered = Poll.every(FIRST_PAUSE)
                .slowingTo(LONGEST_PAUSE)
                .within(patience, () -> {
                    try {
                        HttpResponse<String> response = attempt(path, type, body);
                        if (response.statusCode() != 429 && response.statusCode() < 500) {
                            return Optional.of(response);
                        }
                        problems.add("answers " + response.statusCode());
                    } catch (IOException e) {
                        problems.add("is away: " + e);
                    }
                    return Optional.empty();
                });
        // What follows the last problem of a gateway that is given up is no retry.
        retries += answered.isPresent() ? problems.size() : problems.size() - 1;
        return answered.orElseThrow(() -> new IOException(
                "the gateway " + problems.get(problems.size() - 1) + " for " + patience.toSeconds() + " s"));
    }

    private HttpResponse<String> attempt(String path, String type, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.address() + path))
                .timeout(TIMEOUT)
                .header("content-type", type)
                .header("authorization", "Bearer " + token.get())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
