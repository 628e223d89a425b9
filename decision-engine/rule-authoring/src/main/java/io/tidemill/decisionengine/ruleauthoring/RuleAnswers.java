package io.tidemill.decisionengine.ruleauthoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import io.tidemill.decisionengine.rules.CatalogueField;
import io.tidemill.decisionengine.rules.Fault;
import io.tidemill.decisionengine.rules.FieldCatalogue;
import io.tidemill.decisionengine.rules.RuleDocument;
import io.tidemill.decisionengine.rules.RuleWriter;
import io.tidemill.decisionengine.rules.Warning;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Answers about rules, as JSON. */
final class RuleAnswers {
    private static final double MILLISECONDS = 1000;
    private static final EnumSet<DiffFlags> DIFFERENCES = EnumSet.of(
            DiffFlags.OMIT_MOVE_OPERATION, DiffFlags.OMIT_COPY_OPERATION, DiffFlags.ADD_ORIGINAL_VALUE_ON_REPLACE);

    private RuleAnswers() {}

    static ObjectNode version(RuleVersion version) {
        ObjectNode node = Json.MAPPER
                .createObjectNode()
                .put("id", version.ruleId())
                .put("version", version.version())
                .put("ruleSetVersion", version.ruleSetVersion())
                .put("changedBy", version.changedBy())
                .put("changedAt", version.changedAt().toString())
                .put("withdrawn", version.withdrawn());
        if (version.document() != null) {
            node.set("document", Json.read(version.document().getBytes(StandardCharsets.UTF_8)));
        }
        return node;
    }

    static Response history(List<RuleVersion> history) {
        ObjectNode node = version(history.get(0));
        node.putArray("history")
                .addAll(history.stream().map(RuleAnswers::version).toList());
        return Response.ok(node).withHeader("etag", etag(history.get(0).version()));
    }

    /**
     * What takes one version's document to another's, as a JSON Patch (RFC 6902) that tells the values that were replaced. A
     * version that withdrew the rule has no document.
     */
    static Response diff(RuleVersion from, RuleVersion to) {
        ObjectNode node = Json.MAPPER
                .createObjectNode()
                .put("id", to.ruleId())
                .put("from", from.version())
                .put("to", to.version())
                .put("changedBy", to.changedBy())
                .put("changedAt", to.changedAt().toString());
        node.set("changes", JsonDiff.asJson(document(from), document(to), DIFFERENCES));
        return Response.ok(node);
    }

    private static JsonNode document(RuleVersion version) {
        String document = version.document();
        return document == null ? NullNode.getInstance() : Json.read(document.getBytes(StandardCharsets.UTF_8));
    }

    /** A document that could be published, as it would be, and what is odd about it. */
    static Response checked(RuleDocument document, List<Warning> warnings) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.set("document", RuleWriter.tree(document));
        node.set("warnings", warnings(warnings));
        return Response.ok(node);
    }

    private static ArrayNode warnings(List<Warning> warnings) {
        ArrayNode nodes = Json.MAPPER.createArrayNode();
        warnings.forEach(warning -> nodes.addObject()
                .put("pointer", warning.path())
                .put("code", warning.code().name())
                .put("detail", warning.message()));
        return nodes;
    }

    static Response saved(RuleVersion saved, List<Warning> warnings, Optional<List<WorkerState>> workers) {
        ObjectNode node = version(saved);
        node.set("warnings", warnings(warnings));
        workers.ifPresent(states -> node.set("live", live(saved, states)));
        return Response.json(saved.version() == 1 ? 201 : 200, node)
                .withHeader("etag", etag(saved.version()))
                .withAuditDetail(Map.of(
                        "rule", saved.ruleId(), "version", saved.version(), "ruleSetVersion", saved.ruleSetVersion()));
    }

    private static ObjectNode live(RuleVersion saved, List<WorkerState> states) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        long live = states.stream().filter(WorkerState::live).count();
        double slowest = states.stream()
                .filter(WorkerState::live)
                .mapToDouble(state -> after(saved, state))
                .max()
                .orElse(0);
        node.put(
                "message",
                String.format(Locale.ROOT, "live on %d of %d workers after %.1f s", live, states.size(), slowest));
        node.put("liveWorkers", live).put("workers", states.size()).put("seconds", slowest);
        for (WorkerState state : states) {
            ObjectNode worker = node.withArray("byWorker")
                    .addObject()
                    .put("worker", state.worker())
                    .put("live", state.live())
                    .put("ruleSetVersion", state.ruleSetVersion());
            if (state.live()) {
                worker.put("seconds", after(saved, state));
            }
            if (state.refused() != null) {
                worker.put("refused", state.refused());
            }
        }
        return node;
    }

    private static double after(RuleVersion saved, WorkerState state) {
        return Math.max(0, Duration.between(saved.changedAt(), state.liveAt()).toMillis() / MILLISECONDS);
    }

    /** 422 that tells every fault. */
    static Response faulty(List<Fault> faults) {
        Map<String, Object> problem = problem(422, "Invalid rule", faults.size() + " faults in the rule document");
        problem.put("field", faults.get(0).path());
        problem.put(
                "errors",
                faults.stream()
                        .map(fault -> Map.of(
                                "pointer", fault.path(), "code", fault.code().name(), "detail", fault.message()))
                        .toList());
        return Response.bytes(422, MediaTypes.PROBLEM, Json.write(problem));
    }

    /** 409 that tells the version that is current. */
    static Response stale(RuleDraft draft, long current) {
        Map<String, Object> problem = problem(
                409,
                "Stale version",
                "rule " + draft.ruleId() + " is at version " + current + ", the change was made from version "
                        + draft.replaces());
        problem.put("field", "version");
        problem.put("currentVersion", current);
        return Response.bytes(409, MediaTypes.PROBLEM, Json.write(problem)).withHeader("etag", etag(current));
    }

    static Map<String, Object> catalogue(FieldCatalogue catalogue) {
        return Map.of(
                "eventTypes",
                catalogue.sortedEventTypes(),
                "fields",
                catalogue.fields().stream().map(RuleAnswers::field).toList());
    }

    private static Map<String, Object> field(CatalogueField field) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("name", field.name());
        node.put("type", field.type().name().toLowerCase(Locale.ROOT));
        node.put("operators", field.operators());
        node.put("description", field.description());
        if (!field.eventTypes().isEmpty()) {
            node.put("eventTypes", new TreeSet<>(field.eventTypes()));
        }
        return node;
    }

    private static Map<String, Object> problem(int status, String title, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        return problem;
    }

    private static String etag(long version) {
        return "\"" + version + "\"";
    }
}
