package io.tidemill.infra.httpserver.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A request whose caller may make it, with its whole body. Safe to share between threads. */
public final class Request {
    private final Caller caller;
    private final Map<String, String> pathParameters;
    private final Map<String, List<String>> query;
    private final Function<String, Optional<String>> headers;
    private final Supplier<Set<String>> headerNames;
    private final byte[] body;

    /** As the other, of a request whose headers are found by name only; for tests. */
    public Request(
            Caller caller,
            Map<String, String> pathParameters,
            Map<String, List<String>> query,
            Function<String, Optional<String>> headers,
            byte[] body) {
        this(caller, pathParameters, query, headers, Set::of, body);
    }

    /**
     * A request.
     *
     * @param caller who sent it
     * @param pathParameters the values of the parameters in braces, decoded
     * @param query the values of each query parameter, decoded
     * @param headers finds a header by its name in any case
     * @param headerNames the names of all headers
     * @param body the body without its content encoding
     */
    public Request(
            Caller caller,
            Map<String, String> pathParameters,
            Map<String, List<String>> query,
            Function<String, Optional<String>> headers,
            Supplier<Set<String>> headerNames,
            byte[] body) {
        this.caller = Objects.requireNonNull(caller, "caller");
        this.pathParameters = Map.copyOf(pathParameters);
        this.query = Map.copyOf(query);
        this.headers = Objects.requireNonNull(headers, "headers");
        this.headerNames = Objects.requireNonNull(headerNames, "headerNames");
        this.body = Objects.requireNonNull(body, "body");
    }

    public Caller caller() {
        return caller;
    }

    /** The value of a parameter in the path; the route must declare it. */
    public String path(String parameter) {
        return Objects.requireNonNull(pathParameters.get(parameter), () -> "the path has no parameter " + parameter);
    }

    /** The first value of a query parameter. */
    public Optional<String> query(String parameter) {
        return query.getOrDefault(parameter, List.of()).stream().findFirst();
    }

    /** Every value of a query parameter, as often as it was given. */
    public List<String> queryAll(String parameter) {
        return query.getOrDefault(parameter, List.of());
    }

    /**
     * The value of a query parameter that must be given.
     *
     * @throws ProblemException with status 422 naming it if it is absent or empty
     */
    public String requiredQuery(String parameter) {
        return query(parameter)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> ProblemException.invalid(parameter, "expected the query parameter " + parameter));
    }

    /** A header, by its name in any case. */
    public Optional<String> header(String name) {
        return headers.apply(name);
    }

    /** The names of all headers, in the case they came in. */
    public Set<String> headerNames() {
        return headerNames.get();
    }

    /** The media type of the body in lower case and without parameters; empty without a body. */
    public String mediaType() {
        return header("content-type").map(MediaTypes::base).orElse("");
    }

    /** The body; not copied, do not change it. */
    public byte[] body() {
        return body;
    }

    /**
     * The body as JSON.
     *
     * @throws ProblemException with status 400 if it is none
     */
    public JsonNode json() {
        return Json.read(body);
    }

    /**
     * The body as a value of a type, such as a record; a field that the type does not have is refused.
     *
     * @throws ProblemException with status 400 if it is no JSON, with 422 and the field if it does not fit the type
     */
    public <T> T json(Class<T> type) {
        return Json.read(body, type);
    }
}
