package io.tidemill.infra.httpserver.routes;

import io.tidemill.infra.httpserver.access.Access;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One operation over HTTP. Declared as {@code Route.get("/api/rules/{id}", Access.of(Role.READER), "Read a rule")
 * .response(schema).handle(request -> ...)}.
 *
 * @param method the HTTP method
 * @param path segments, of which those in braces are parameters
 * @param access who may call it
 * @param change what it changes; a method other than GET declares it
 * @param description what the documentation says of it
 * @param consumes the media types of bodies it reads, in lower case and without parameters
 * @param handling the code behind it
 */
public record Route(
        Method method,
        String path,
        Access access,
        Change change,
        RouteDescription description,
        List<String> consumes,
        Handling handling) {
    public Route {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(handling, "handling");
        if (!path.matches("(/([A-Za-z0-9._:-]+|\\{[A-Za-z0-9]+}))+")) {
            throw new IllegalArgumentException(
                    "path " + path + ": expected segments such as /api/rules/{id}, a parameter being a whole segment");
        }
        consumes = List.copyOf(consumes);
    }

    /** Begins the declaration of a GET. */
    public static Declaration get(String path, Access access, String summary) {
        return new Declaration(Method.GET, path, access, summary);
    }

    /** Begins the declaration of a POST. */
    public static Declaration post(String path, Access access, String summary) {
        return new Declaration(Method.POST, path, access, summary);
    }

    /** Begins the declaration of a PUT. */
    public static Declaration put(String path, Access access, String summary) {
        return new Declaration(Method.PUT, path, access, summary);
    }

    /** Begins the declaration of a PATCH. */
    public static Declaration patch(String path, Access access, String summary) {
        return new Declaration(Method.PATCH, path, access, summary);
    }

    /** Begins the declaration of a DELETE. */
    public static Declaration delete(String path, Access access, String summary) {
        return new Declaration(Method.DELETE, path, access, summary);
    }

    /** A route that is being declared; immutable, each method gives another. */
    public static final class Declaration {
        private final Method method;
        private final String path;
        private final Access access;
        private final RouteDescription description;
        private final Optional<Change> change;
        private final List<String> consumes;

        private Declaration(Method method, String path, Access access, String summary) {
            this(
                    method,
                    path,
                    access,
                    new RouteDescription(summary, Map.of(), Optional.empty(), Optional.empty()),
                    method.mayChange()
                            ? Optional.empty()
                            : Optional.of(new Change.Unaudited("reading changes nothing")),
                    method.hasBody() ? List.of("application/json") : List.of());
        }

        private Declaration(
                Method method,
                String path,
                Access access,
                RouteDescription description,
                Optional<Change> change,
                List<String> consumes) {
            this.method = method;
            this.path = path;
            this.access = access;
            this.description = description;
            this.change = change;
            this.consumes = consumes;
        }

        /** The JSON Schema of the body it reads. */
        public Declaration request(String jsonSchema) {
            return describedAs(description.withRequest(jsonSchema));
        }

        /** The JSON Schema of the body it answers with. */
        public Declaration response(String jsonSchema) {
            return describedAs(description.withResponse(jsonSchema));
        }

        /** A query parameter, for the documentation. */
        public Declaration query(String name, String meaning) {
            return describedAs(description.withQuery(name, meaning));
        }

        /** The media types it reads, where that is not {@code application/json} alone. */
        public Declaration consumes(String... mediaTypes) {
            return new Declaration(method, path, access, description, change, List.of(mediaTypes));
        }

        /** It changes something: each request is recorded under this action, such as {@code rule.publish}. */
        public Declaration audited(String action) {
            return new Declaration(
                    method, path, access, description, Optional.of(new Change.Audited(action)), consumes);
        }

        /** It changes nothing that is worth a record, because of something. */
        public Declaration unaudited(String because) {
            return new Declaration(
                    method, path, access, description, Optional.of(new Change.Unaudited(because)), consumes);
        }

        /** Ends the declaration with code that runs on a worker thread and may wait. */
        public Route handle(Handling.BlockingHandler handler) {
            return handledBy(new Handling.Blocking(handler));
        }

        /** Ends the declaration with code that runs on the event loop and must not wait. */
        public Route handleAsync(Handling.AsyncHandler handler) {
            return handledBy(new Handling.Asynchronous(handler));
        }

        /**
         * Ends the declaration with code that runs on the event loop, must not wait, and reads the body as it arrives. No
         * limit is set to the body's length, and its content encoding is left to the code.
         */
        public Route handleStream(Handling.StreamingHandler handler) {
            return handledBy(new Handling.Streaming(handler));
        }

        private Declaration describedAs(RouteDescription other) {
            return new Declaration(method, path, access, other, change, consumes);
        }

        private Route handledBy(Handling handling) {
            Change declared = change.orElseThrow(() -> new IllegalArgumentException(
                    method + " " + path + ": declare audited(action), or unaudited(because)"));
            return new Route(method, path, access, declared, description, consumes, handling);
        }
    }
}
