package io.tidemill.schemas.registryclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a registry by Confluent's REST API, of which it needs the calls that Confluent, Apicurio ({@code ccompat}) and
 * Tidemill's own registry answer alike. Safe to share between threads.
 */
public final class RegistryClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    /** Confluent's error code. */
    private static final int NO_SCHEMA = 40403;

    private final SchemaSource source;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    public RegistryClient(SchemaSource source) {
        this.source = source;
    }

    /** The newest version of each subject whose name has this beginning. */
    public List<RegisteredVersion> latest(String prefix)
            throws RegistryAwayException, RegistryRefusalException, InterruptedException {
        try {
            List<RegisteredVersion> versions = new ArrayList<>();
            get("/schemas?latestOnly=true&subjectPrefix=" + encoded(prefix))
                    .forEach(version -> versions.add(version(version)));
            return versions.stream()
                    .filter(version -> version.subject().startsWith(prefix))
                    .toList();
        } catch (RegistryRefusalException e) {
            if (e.status() != NOT_FOUND && e.status() != METHOD_NOT_ALLOWED) {
                throw e;
            }
            return latestOneByOne(prefix);
        }
    }

    /** For registries that do not list schemas. */
    private List<RegisteredVersion> latestOneByOne(String prefix)
            throws RegistryAwayException, RegistryRefusalException, InterruptedException {
        List<RegisteredVersion> versions = new ArrayList<>();
        for (JsonNode subject : get("/subjects")) {
            if (subject.asText().startsWith(prefix)) {
                versions.add(version(get("/subjects/" + encoded(subject.asText()) + "/versions/latest")));
            }
        }
        return versions;
    }

    /**
     * Every version that has the schema of an id; none when the registry says that there is none. What answers otherwise,
     * such as a server that has no registry at this address, has said nothing of the id.
     */
    public List<RegisteredVersion> withId(int id) throws RegistryAwayException, InterruptedException {
        try {
            String schema = get("/schemas/ids/" + id).path("schema").asText();
            List<RegisteredVersion> versions = new ArrayList<>();
            for (JsonNode version : get("/schemas/ids/" + id + "/versions?deleted=true")) {
                versions.add(new RegisteredVersion(
                        version.path("subject").asText(),
                        version.path("version").asInt(),
                        id,
                        schema));
            }
            return versions;
        } catch (RegistryRefusalException e) {
            if (e.code() == NO_SCHEMA) {
                return List.of();
            }
            throw new RegistryAwayException(
                    "the registry at " + source + " answers " + e.status() + " to schema id " + id + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Registers a schema under a subject; does nothing where it stands there already. */
    public int register(String subject, String schema)
            throws RegistryAwayException, RegistryRefusalException, InterruptedException {
        try {
            String body = JSON.writeValueAsString(Map.of("schema", schema));
            return send(request("/subjects/" + encoded(subject) + "/versions")
                            .header("content-type", MEDIA_TYPE)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build())
                    .path("id")
                    .asInt();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the schema of " + subject + " is no text that JSON can hold", e);
        }
    }

    private static RegisteredVersion version(JsonNode version) {
        return new RegisteredVersion(
                version.path("subject").asText(),
                version.path("version").asInt(),
                version.path("id").asInt(),
                version.path("schema").asText());
    }

    private JsonNode get(String path) throws RegistryAwayException, RegistryRefusalException, InterruptedException {
        return send(request(path).GET().build());
    }

    private HttpRequest.Builder request(String path) throws RegistryAwayException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(source.registryUrl() + path))
                .timeout(TIMEOUT)
                .header("accept", MEDIA_TYPE + ", application/json");
        authorization().ifPresent(value -> request.header("authorization", value));
        return request;
    }

    private Optional<String> authorization() throws RegistryAwayException {
        if (!source.tokenFile().isEmpty()) {
            try {
                return Optional.of("Bearer "
                        + Files.readString(Path.of(source.tokenFile())).strip());
            } catch (IOException e) {
                throw new RegistryAwayException("schemas.registry-token-file cannot be read: " + e, e);
            }
        }
        if (source.user().isEmpty()) {
            return Optional.empty();
        }
        byte[] pair = (source.user() + ":" + source.password()).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private JsonNode send(HttpRequest request)
            throws RegistryAwayException, RegistryRefusalException, InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new RegistryAwayException("the registry at " + source + " does not answer: " + e, e);
        }
        int status = response.statusCode();
        if (status / 100 == 2) {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new RegistryAwayException("what answers at " + source + " is no registry: " + e, e);
            }
        }
        JsonNode body = problem(response.body());
        String message = body.path("message").asText(body.path("detail").asText());
        if (status >= 500 || status == 401 || status == 403 || status == 408 || status == 429) {
            throw new RegistryAwayException("the registry at " + source + " answers " + status + ": " + message);
        }
        throw new RegistryRefusalException(status, body.path("error_code").asInt(status), message);
    }

    /** What a registry says is wrong; nothing where another server says it in a page. */
    private static JsonNode problem(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
