package io.tidemill.infra.httpserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers to requests that failed, as problem details (RFC 9457) with our extension {@code field}. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** The problem that a failure is for the client; one that is not meant for it is logged and becomes a 500. */
    static ProblemException of(Throwable failure, String method, String path) {
        if (failure instanceof ProblemException problem) {
            if (problem.status() >= 500) {
                LOG.atWarn()
                        .addKeyValue("method", method)
                        .addKeyValue("path", path)
                        .addKeyValue("status", problem.status())
                        .setCause(problem.getCause())
                        .log("request not answered");
            }
            return problem;
        }
        LOG.atError()
                .addKeyValue("method", method)
                .addKeyValue("path", path)
                .setCause(failure)
                .log("request failed");
        return new ProblemException(500, "Internal error", "the server failed; its log says why");
    }

    static Response response(ProblemException problem) {
        Response response = Response.bytes(problem.status(), MediaTypes.PROBLEM, Json.write(body(problem)));
        if (problem.status() == 401) {
            response = response.withHeader("www-authenticate", "Bearer");
        }
        return problem.retryAfter().isEmpty()
                ? response
                : response.withHeader(
                        "retry-after",
                        Long.toString(Math.max(1, problem.retryAfter().get().toSeconds())));
    }

    private static ObjectNode body(ProblemException problem) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("type", "about:blank").put("title", problem.title()).put("status", problem.status());
        body.put("detail", problem.detail());
        problem.field().ifPresent(field -> body.put("field", field));
        return body;
    }
}
