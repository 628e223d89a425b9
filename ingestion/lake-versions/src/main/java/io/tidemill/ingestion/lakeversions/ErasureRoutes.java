package io.tidemill.ingestion.lakeversions;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.ingestion.lakeversions.erasure.ErasureJob;
import io.tidemill.ingestion.lakeversions.erasure.ErasureSettings;
import io.tidemill.ingestion.lakeversions.erasure.ErasureStore;
import io.tidemill.ingestion.lakeversions.erasure.Person;
import io.tidemill.schemas.contracts.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Erasures over HTTP. */
final class ErasureRoutes {
    private static final Access OPERATORS = Access.of(Role.OPERATOR);

    private final ErasureStore store;
    private final ErasureSettings settings;

    ErasureRoutes(ErasureStore store, ErasureSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** The body that asks for an erasure; the subject stands in it and not in the path, which is in the audit record. */
    record NewErasure(
            @Nullable String subject,
            @Nullable String tenant,
            @Nullable String reason,
            @Nullable List<String> columns,
            @Nullable Duration keepErased) {}

    /**
     * An erasure, and what is not in the lake.
     *
     * @param topicsHoldUntil until when Kafka's topics may hold events that came before the erasure was asked for
     */
    record Answer(ErasureJob erasure, Instant topicsHoldUntil) {
        static Answer of(ErasureJob job) {
            Duration retention = Topics.all().stream()
                    .flatMap(topic -> topic.retention().stream())
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            return new Answer(job, job.requestedAt().plus(retention));
        }
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/lake/erasures", OPERATORS, "List the erasures of persons")
                        .handle(request -> Response.ok(Map.of(
                                "erasures",
                                store.jobs().stream().map(Answer::of).toList()))),
                Route.post("/api/lake/erasures", OPERATORS, "Erase a person from every table")
                        .audited("lake.erase")
                        .handle(this::erase),
                Route.get("/api/lake/erasures/{id}", OPERATORS, "Read an erasure, its progress and its proof")
                        .handle(request -> Response.ok(Answer.of(found(request)))),
                Route.post("/api/lake/erasures/{id}/retry", OPERATORS, "Try an incomplete erasure again")
                        .audited("lake.erase.retry")
                        .handle(this::retry));
    }

    private Response erase(Request request) throws SQLException {
        NewErasure body = request.json(NewErasure.class);
        String subject = required("subject", body.subject());
        Optional<String> tenant = Optional.ofNullable(body.tenant());
        if (!request.caller().has(Role.ADMIN)
                && !tenant.map(request.caller()::mayActFor).orElse(false)) {
            throw ProblemException.forbidden("only an admin erases a person from tenants other than their own: expected"
                    + " the tenant " + request.caller().tenant());
        }
        Duration kept = body.keepErased() == null ? Duration.ZERO : body.keepErased();
        if (kept.isNegative()) {
            throw ProblemException.invalid("keepErased", kept + ": expected a duration that is not negative");
        }
        Set<String> columns = new HashSet<>(settings.columns());
        if (body.columns() != null) {
            columns.addAll(body.columns());
        }
        Person person = new Person(subject, tenant, columns);
        UUID id = store.add(
                person, required("reason", body.reason()), request.caller().subject(), kept);
        return Response.json(202, Answer.of(store.find(id).orElseThrow()))
                .withAuditDetail(Map.of("erasure", id, "subjectSha256", person.digest()));
    }

    private Response retry(Request request) throws SQLException {
        ErasureJob job = found(request);
        if (!store.retry(job.id())) {
            throw ProblemException.conflict(
                    "id", "erasure " + job.id() + " is " + job.state() + ": expected INCOMPLETE");
        }
        return Response.ok(Answer.of(found(request)));
    }

    private ErasureJob found(Request request) throws SQLException {
        String id = request.path("id");
        try {
            return store.find(UUID.fromString(id))
                    .orElseThrow(() -> new ProblemException(404, "Not found", "id", "there is no erasure " + id));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(404, "Not found", "id", "there is no erasure " + id + ": expected a UUID");
        }
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw ProblemException.invalid(field, "is missing: expected a text");
        }
        return value;
    }
}
