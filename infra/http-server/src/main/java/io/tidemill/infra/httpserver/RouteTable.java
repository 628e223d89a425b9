package io.tidemill.infra.httpserver;

import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Method;
import io.tidemill.infra.httpserver.routes.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request: a tree of path segments, in which a fixed segment goes before a parameter. Immutable. */
final class RouteTable {
    private final Node root = new Node();

    /**
     * A table of routes.
     *
     * @throws IllegalArgumentException if two of them answer the same requests
     */
    RouteTable(Collection<Route> routes) {
        for (Route route : routes) {
            Node node = root;
            for (String segment : segments(route.path())) {
                node = node.child(segment);
            }
            Route other = node.routes.putIfAbsent(route.method(), route);
            if (other != null) {
                throw new IllegalArgumentException(
                        route.method() + " " + route.path() + " and " + other.path() + " are the same route");
            }
        }
    }

    /** What the table says of a request. */
    sealed interface Match {
        /** This route, with the values of its path parameters. */
        record Found(Route route, Map<String, String> pathParameters) implements Match {}

        /** The path exists, for other methods. */
        record OtherMethods(Set<String> allowed) implements Match {}

        /** There is no such path. */
        record Nothing() implements Match {}
    }

    /**
     * The route of a method and an undecoded path.
     *
     * @throws ProblemException with status 400 if a parameter cannot be decoded
     */
    Match find(String method, String path) {
        String[] segments = segments(path);
        Node node = root.find(segments, 0);
        if (node == null) {
            return new Match.Nothing();
        }
        for (Map.Entry<Method, Route> entry : node.routes.entrySet()) {
            if (entry.getKey().name().equals(method)) {
                return new Match.Found(entry.getValue(), parameters(entry.getValue(), segments));
            }
        }
        Set<String> allowed = new TreeSet<>();
        node.routes.keySet().forEach(known -> allowed.add(known.name()));
        return new Match.OtherMethods(allowed);
    }

    private static Map<String, String> parameters(Route route, String[] segments) {
        String[] names = segments(route.path());
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (names[i].startsWith("{")) {
                values.put(names[i].substring(1, names[i].length() - 1), decoded(segments[i]));
            }
        }
        return values;
    }

    /** A plus sign in a path is a plus sign. */
    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.malformed("path segment " + segment + ": expected percent-encoded UTF-8");
        }
    }

    private static String[] segments(String path) {
        return path.substring(1).split("/", -1);
    }

    private static final class Node {
        private final Map<String, Node> fixed = new HashMap<>();
        private final Map<Method, Route> routes = new EnumMap<>(Method.class);
        private @Nullable Node parameter;

        Node child(String segment) {
            if (!segment.startsWith("{")) {
                return fixed.computeIfAbsent(segment, name -> new Node());
            }
            Node node = parameter;
            if (node == null) {
                node = new Node();
                parameter = node;
            }
            return node;
        }

        @Nullable
        Node find(String[] segments, int depth) {
            if (depth == segments.length) {
                return routes.isEmpty() ? null : this;
            }
            Node next = fixed.get(segments[depth]);
            Node found = next == null ? null : next.find(segments, depth + 1);
            if (found == null && parameter != null && !segments[depth].isEmpty()) {
                found = parameter.find(segments, depth + 1);
            }
            return found;
        }
    }
}
