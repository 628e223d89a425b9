package io.tidemill.ingestion.lakeversions;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.routes.Handling;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.Method;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls routes without a network, as a caller with one role. */
record TestingRequests(RouteGroup group, Caller caller) {
    static TestingRequests of(RouteGroup group) {
        return new TestingRequests(group, new Caller("ada", "default", Set.of(Role.ADMIN)));
    }

    TestingRequests as(Role role) {
        return new TestingRequests(group, new Caller("ada", "other", Set.of(role)));
    }

    JsonNode get(String path) throws Exception {
        return call(Method.GET, path, "");
    }

    JsonNode post(String path, String body) throws Exception {
        return call(Method.POST, path, body);
    }

    JsonNode delete(String path) throws Exception {
        return call(Method.DELETE, path, "");
    }

    private JsonNode call(Method method, String target, String body) throws Exception {
        String[] parts = target.split("\\?", 2);
        for (Route route : group.routes()) {
            Optional<Map<String, String>> parameters = parameters(route.path(), parts[0]);
            if (route.method() == method && parameters.isPresent()) {
                Request request = new Request(
                        caller,
                        parameters.get(),
                        query(parts.length > 1 ? parts[1] : ""),
                        name -> Optional.empty(),
                        body.getBytes(StandardCharsets.UTF_8));
                return Json.read(((Handling.Blocking) route.handling())
                        .handler()
                        .handle(request)
                        .body());
            }
        }
        throw new IllegalArgumentException("no route " + method + " " + target);
    }

    private static Optional<Map<String, String>> parameters(String route, String path) {
        String[] wanted = route.split("/", -1);
        String[] given = path.split("/", -1);
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted.length != given.length) {
                return Optional.empty();
            } else if (wanted[i].startsWith("{")) {
                parameters.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    private static Map<String, List<String>> query(String text) {
        Map<String, List<String>> query = new HashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int at = pair.indexOf('=');
            query.put(pair.substring(0, at), List.of(pair.substring(at + 1)));
        }
        return query;
    }
}
