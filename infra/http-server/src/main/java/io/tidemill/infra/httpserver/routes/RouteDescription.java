package io.tidemill.infra.httpserver.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the documentation says of a route.
 *
 * @param summary one line
 * @param query the query parameters and their meanings, in order
 * @param request JSON Schema of the body it reads
 * @param response JSON Schema of the body it answers with
 */
public record RouteDescription(
        String summary, Map<String, String> query, Optional<String> request, Optional<String> response) {
    public RouteDescription {
        if (summary.isBlank()) {
            throw new IllegalArgumentException("a route has a summary");
        }
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        request.ifPresent(RouteDescription::requireJson);
        response.ifPresent(RouteDescription::requireJson);
    }

    RouteDescription withRequest(String schema) {
        return new RouteDescription(summary, query, Optional.of(schema), response);
    }

    RouteDescription withResponse(String schema) {
        return new RouteDescription(summary, query, request, Optional.of(schema));
    }

    RouteDescription withQuery(String name, String meaning) {
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(name, meaning);
        return new RouteDescription(summary, more, request, response);
    }

    private static void requireJson(String schema) {
        try {
            Json.MAPPER.readTree(schema);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("schema " + schema + ": expected JSON", e);
        }
    }
}
