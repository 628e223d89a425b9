package io.tidemill.ingestion.schemaregistry;

import io.tidemill.infra.httpserver.routes.Handling;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers in Confluent's media type, errors with its codes. */
final class RegistryAnswers {
    static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private static final Logger LOG = LoggerFactory.getLogger(RegistryAnswers.class);
    private static final int STORE_ERROR = 50001;

    private RegistryAnswers() {}

    /** What a request asks for. */
    @FunctionalInterface
    interface Question {
        Object answer(Request request) throws SQLException, RegistryProblem;
    }

    /** A handler that answers with a value as JSON. */
    static Handling.BlockingHandler to(Question question) {
        return request -> {
            try {
                return Response.bytes(200, MEDIA_TYPE, Json.write(question.answer(request)));
            } catch (RegistryProblem problem) {
                return error(problem.status(), problem.code(), String.valueOf(problem.getMessage()));
            } catch (SQLException e) {
                LOG.atError().setCause(e).log("registry request failed");
                return error(500, STORE_ERROR, "Error in the backend data store");
            }
        };
    }

    private static Response error(int status, int code, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error_code", code);
        body.put("message", message);
        return Response.bytes(status, MEDIA_TYPE, Json.write(body)).withAuditDetail(body);
    }
}
