package io.tidemill.infra.httpserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The declared routes as an OpenAPI 3.1 document. */
final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z0-9]+)}");

    private OpenApi() {}

    static ObjectNode document(List<RouteGroup> groups) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", "Tidemill").put("version", "1");
        ObjectNode paths = document.putObject("paths");
        for (RouteGroup group : groups) {
            for (Route route : group.routes()) {
                ObjectNode path =
                        paths.withObject("/" + route.path().replace("~", "~0").replace("/", "~1"));
                describe(path.putObject(route.method().name().toLowerCase(Locale.ROOT)), group.name(), route);
            }
        }
        ObjectNode components = document.putObject("components");
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT");
        ObjectNode problem = components.putObject("schemas").putObject("Problem");
        problem.put("type", "object").put("description", "Problem details (RFC 9457)");
        ObjectNode properties = problem.putObject("properties");
        properties.putObject("status").put("type", "integer");
        for (String text : List.of("type", "title", "detail", "field")) {
            properties.putObject(text).put("type", "string");
        }
        return document;
    }

    /** Who may call a route, in words. */
    static String accessInWords(Access access) {
        if (access instanceof Access.Roles wanted) {
            return wanted.roles().stream().map(Role::text).sorted().collect(Collectors.joining(" or "));
        }
        return "everyone: " + ((Access.Open) access).because();
    }

    private static void describe(ObjectNode operation, String group, Route route) {
        operation.putArray("tags").add(group);
        operation.put("summary", route.description().summary());
        operation.put("description", "Role: " + accessInWords(route.access()));
        ArrayNode security = operation.putArray("security");
        if (route.access() instanceof Access.Roles) {
            security.addObject().putArray("token");
        }
        ArrayNode parameters = operation.putArray("parameters");
        Matcher names = PARAMETER.matcher(route.path());
        while (names.find()) {
            ObjectNode parameter = parameters.addObject();
            parameter.put("name", names.group(1)).put("in", "path").put("required", true);
            parameter.putObject("schema").put("type", "string");
        }
        route.description().query().forEach((name, meaning) -> {
            ObjectNode parameter = parameters.addObject();
            parameter.put("name", name).put("in", "query").put("description", meaning);
            parameter.putObject("schema").put("type", "string");
        });
        if (route.method().hasBody()) {
            ObjectNode content = operation.putObject("requestBody").putObject("content");
            for (String mediaType : route.consumes()) {
                ObjectNode media = content.putObject(mediaType);
                route.description().request().ifPresent(schema -> media.set("schema", parsed(schema)));
            }
        }
        ObjectNode responses = operation.putObject("responses");
        ObjectNode success = responses.putObject("2XX").put("description", "Done");
        route.description().response().ifPresent(schema -> success.putObject("content")
                .putObject(MediaTypes.JSON)
                .set("schema", parsed(schema)));
        responses
                .putObject("default")
                .put("description", "A problem")
                .putObject("content")
                .putObject(MediaTypes.PROBLEM)
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
    }

    private static JsonNode parsed(String schema) {
        try {
            return Json.MAPPER.readTree(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a route was declared with a schema that is no JSON", e);
        }
    }
}
