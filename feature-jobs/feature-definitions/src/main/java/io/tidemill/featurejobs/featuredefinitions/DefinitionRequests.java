package io.tidemill.featurejobs.featuredefinitions;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.schemas.featureviews.DefinitionProblem;
import io.tidemill.schemas.featureviews.DefinitionSchema;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.InvalidDefinitionsException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Requests about definitions. Safe to share between threads. */
final class DefinitionRequests {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final DefinitionStore store;
    private final DefinitionChanges changes;
    private final FeatureDependents dependents;
    private final TableChecks tables;
    private final Runnable changed;

    /** @param changed told when something was stored */
    DefinitionRequests(
            DefinitionStore store,
            DefinitionChanges changes,
            FeatureDependents dependents,
            TableChecks tables,
            Runnable changed) {
        this.store = store;
        this.changes = changes;
        this.dependents = dependents;
        this.tables = tables;
        this.changed = changed;
    }

    Response plan(Request request) {
        return Response.ok(DefinitionAnswers.plan(plan(contents(), files(request.json()))));
    }

    Response apply(Request request) {
        JsonNode body = request.json();
        Plan plan = plan(contents(), files(body));
        JsonNode expected = body.get("revision");
        if (expected != null && expected.asLong(-1) != plan.revision()) {
            throw stale(expected.asText(), plan.revision());
        }
        if (!plan.broken().isEmpty()) {
            throw ProblemException.conflict(
                    "files",
                    "a feature that goes away is named by " + String.join(", ", plan.broken())
                            + ": change them first, or keep the feature; of a model that was trained on it, another version"
                            + " has to serve first");
        }
        if (!plan.isEmpty()) {
            if (!stored(() -> changes.apply(plan, request.caller().subject()))) {
                throw stale(Long.toString(plan.revision()), contents().revision());
            }
            changed.run();
        }
        return Response.ok(DefinitionAnswers.plan(plan)).withAuditDetail(DefinitionAnswers.plan(plan));
    }

    Response schema(Request request) {
        return Response.text(200, "application/schema+json", DefinitionSchema.text());
    }

    Response list(Request request) {
        Contents contents = contents();
        return Response.ok(DefinitionAnswers.list(contents, contents.versions()));
    }

    Response show(Request request) {
        Contents contents = contents();
        Optional<String> ofTable = contents.shared().unversioned().batchView(request.path("view"));
        if (ofTable.isPresent()) {
            return Response.ok(Map.of("versions", List.of(), "definition", ofTable.get()));
        }
        return Response.ok(Map.of(
                "versions",
                versions(contents, request).stream()
                        .map(DefinitionAnswers::shown)
                        .toList()));
    }

    Response diff(Request request) {
        Contents contents = contents();
        List<StoredVersion> versions = versions(contents, request);
        StoredVersion from = version(versions, request.requiredQuery("from"), "from");
        StoredVersion to = version(versions, request.requiredQuery("to"), "to");
        return Response.ok(Map.of(
                "differences",
                Differences.between(from.version(), to.version()),
                "uses",
                uses(contents).now(from.view(), List.of(from, to))));
    }

    Response retire(Request request) {
        Contents contents = contents();
        StoredVersion version = version(versions(contents, request), request.path("version"), "version");
        String id = version.version().id();
        if (version.serves()) {
            throw ProblemException.conflict(
                    "version", id + " serves: apply definitions with another version, or without");
        }
        TreeSet<String> named = version.version().view().features().stream()
                .map(feature -> id + ":" + feature.name())
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> broken = dependents.naming(named);
        if (!broken.isEmpty()) {
            throw ProblemException.conflict("version", id + " is named by " + String.join(", ", broken));
        }
        List<String> trained = uses(contents).trained(List.of(version));
        if (!trained.isEmpty()) {
            throw ProblemException.conflict(
                    "version",
                    String.join(", ", trained)
                            + " and is asked with it: have another version of the model serve first");
        }
        if (version.live()) {
            if (!stored(() -> changes.retire(contents, version))) {
                throw stale(Long.toString(contents.revision()), contents().revision());
            }
            changed.run();
        }
        return Response.ok(Map.of("retired", id));
    }

    private ViewUses uses(Contents contents) {
        return new ViewUses(dependents, contents.catalogue().definitions());
    }

    private Plan plan(Contents contents, Map<String, String> files) {
        FeatureDefinitions definitions = definitions(files);
        try {
            Plan plan = Planner.plan(contents, definitions, dependents);
            PlanChecks.check(contents, plan);
            tables.check(contents, plan, files);
            return plan;
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("files", String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> files(JsonNode body) {
        JsonNode files = body.get("files");
        if (files == null || !files.isObject() || files.isEmpty()) {
            throw ProblemException.invalid("files", "expected an object of file name to its text");
        }
        Map<String, String> texts = new HashMap<>();
        files.properties()
                .forEach(file -> texts.put(file.getKey(), file.getValue().asText()));
        return texts;
    }

    private static FeatureDefinitions definitions(Map<String, String> texts) {
        try {
            return FeatureDefinitions.parse(texts);
        } catch (InvalidDefinitionsException e) {
            throw ProblemException.invalid(
                    "files",
                    e.problems().stream().map(DefinitionProblem::toString).collect(Collectors.joining("\n")));
        }
    }

    private static List<StoredVersion> versions(Contents contents, Request request) {
        String view = request.path("view");
        List<StoredVersion> versions = contents.of(view);
        if (versions.isEmpty()) {
            throw ProblemException.notFound("no view is called '" + view + "', expected one of "
                    + contents.versions().stream()
                            .map(StoredVersion::view)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return versions;
    }

    private static StoredVersion version(List<StoredVersion> versions, String number, String field) {
        return versions.stream()
                .filter(version -> Integer.toString(version.version().number()).equals(number))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        field,
                        "'" + number + "' is no version of view "
                                + versions.get(0).view() + ", expected one of "
                                + versions.stream()
                                        .map(version -> Integer.toString(
                                                version.version().number()))
                                        .collect(Collectors.joining(", "))));
    }

    private static ProblemException stale(String expected, long now) {
        return ProblemException.conflict(
                "revision",
                "the definitions are at revision " + now + ", and what was planned is for " + expected
                        + ": plan again");
    }

    private Contents contents() {
        return stored(store::read)
                .orElseThrow(
                        () -> ProblemException.unavailable("the first definitions are not stored yet", RETRY_AFTER));
    }

    /** A question to PostgreSQL. */
    private interface Question<T> {
        T ask() throws SQLException;
    }

    private static <T> T stored(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw ProblemException.unavailable("PostgreSQL does not answer", RETRY_AFTER)
                    .withCause(e);
        }
    }
}
