package io.tidemill.decisionengine.decisions;

import io.tidemill.decisionengine.rules.Requirement;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.httpserver.routes.ReadinessCheck;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.schemas.events.Decision;
import io.tidemill.schemas.events.EventSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decisions over HTTP: {@code POST /api/decisions} answers what the stream would decide about the same event, with the
 * same code. The answer is not recorded and its actions are not requested: they are the caller's to carry out.
 */
public final class Decisions implements RouteGroup {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final String REQUEST =
            """
            {"type": "object", "required": ["eventType", "entityId"], "additionalProperties": false,
             "properties": {"eventType": {"type": "string"}, "entityId": {"type": "string"}, "data": {"type": "object"},
               "requestId": {"type": "string"}, "time": {"type": "string", "format": "date-time"},
               "explain": {"type": "boolean", "description": "whether to tell why rules did not fire"}}}""";

    private final DecisionWorker worker;
    private final EventSchemas schemas;
    private final Clock clock;

    /**
     * The routes over a worker, which the caller closes.
     *
     * @param worker such as {@link DecisionWorker#start} gives
     * @param schemas the types that may be asked about: those it has at the moment of each question
     */
    public Decisions(DecisionWorker worker, EventSchemas schemas, Clock clock) {
        this.worker = worker;
        this.schemas = schemas;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "decisions";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("/api/decisions", Access.of(Role.READER), "What is to be done about an event")
                .request(REQUEST)
                .unaudited("a question changes nothing")
                .handle(this::decide));
    }

    @Override
    public List<ReadinessCheck> readinessChecks() {
        return List.of(new ReadinessCheck(
                "rules",
                () -> worker.ready() ? Optional.empty() : Optional.of("rules and models are still being read")));
    }

    private Response decide(Request request) {
        DecisionRequest asked = request.json(DecisionRequest.class);
        Subject subject = asked.subject(schemas, request.caller().tenant(), clock.instant());
        if (!worker.ready()) {
            throw ProblemException.unavailable("rules and models are still being read", RETRY_AFTER);
        }
        try {
            return Boolean.TRUE.equals(asked.explain())
                    ? Response.ok(answer(worker.maker().explain(subject)))
                    : Response.ok(answer(worker.maker().decideAlways(subject)));
        } catch (FeaturesAwayException e) {
            throw ProblemException.unavailable("features cannot be read now", RETRY_AFTER)
                    .withCause(e);
        }
    }

    private static Map<String, Object> answer(ExplainedDecision explained) {
        Map<String, Object> answer = answer(explained.decision());
        answer.put(
                "rulesMissed",
                explained.missed().stream()
                        .map(rule -> Map.of(
                                "ruleId", rule.ruleId(),
                                "version", rule.version(),
                                "missed",
                                        rule.missed().stream()
                                                .map(Decisions::answer)
                                                .toList()))
                        .toList());
        return answer;
    }

    private static Map<String, Object> answer(Requirement requirement) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("pointer", requirement.path());
        answer.put(
                "expected",
                requirement.path().startsWith("/when")
                        ? Json.read(requirement.expected().getBytes(StandardCharsets.UTF_8))
                        : requirement.expected());
        answer.put("found", requirement.found());
        if (!requirement.of().isEmpty()) {
            answer.put("of", requirement.of().stream().map(Decisions::answer).toList());
            answer.put("holds", requirement.holds());
        }
        return answer;
    }

    private static Map<String, Object> answer(Decision decision) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("decisionId", decision.getDecisionId());
        answer.put("eventType", decision.getEventType());
        answer.put("entityId", decision.getEntityId());
        answer.put("decidedAt", decision.getDecidedAt());
        answer.put("ruleSetVersion", decision.getRuleSetVersion());
        answer.put(
                "rulesFired",
                decision.getRulesFired().stream()
                        .map(rule -> Map.of("ruleId", rule.getRuleId(), "version", rule.getVersion()))
                        .toList());
        answer.put(
                "actions",
                decision.getActions().stream()
                        .map(action -> Map.of(
                                "actionId", action.getActionId(),
                                "type", action.getType(),
                                "ruleId", action.getRuleId(),
                                "parameters", action.getParameters()))
                        .toList());
        answer.put("modelName", decision.getModelName());
        answer.put("modelVersion", decision.getModelVersion());
        answer.put("score", decision.getScore());
        answer.put("features", decision.getFeatures());
        answer.put("featureTimes", decision.getFeatureTimes());
        return answer;
    }
}
