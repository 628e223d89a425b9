package io.tidemill.ingestion.lakequality;

import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.ingestion.lakequality.report.DayPage;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judgements of days over HTTP, below {@code /api/quality}. */
final class QualityRoutes implements RouteGroup {
    private static final Access READERS = Access.of(Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);
    private static final Access RESPONSIBLE = Access.of(Role.SCIENTIST, Role.OPERATOR);
    private static final int MOST = 1000;
    private static final String RELEASE_BODY =
            """
            {"type":"object","required":["reason"],"properties":{
              "reason":{"type":"string","minLength":1,"description":"why the day may be used all the same"}}}""";
    private static final String EVALUATE_BODY =
            """
            {"type":"object","properties":{
              "expectations":{"type":"string","description":"a draft in YAML, judged and not kept; absent to judge by \
            the definitions again, which is kept and announced"}}}""";

    private final QualityStore store;
    private final OnDemand onDemand;
    private final DayReports reports;
    private final Clock clock;

    QualityRoutes(QualityStore store, OnDemand onDemand, DayReports reports, Clock clock) {
        this.store = store;
        this.onDemand = onDemand;
        this.reports = reports;
        this.clock = clock;
    }

    /** The body of a release. */
    record ReleaseRequest(@Nullable String reason) {}

    /** The body of an evaluation. */
    record EvaluationRequest(@Nullable String expectations) {}

    @Override
    public String name() {
        return "quality";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/quality", READERS, "List how completed days were judged, the latest first")
                        .query("table", "only days of this table")
                        .query("from", "the first day")
                        .query("to", "the last day")
                        .query("limit", "how many at most, 100 if absent")
                        .handle(this::list),
                Route.get("/api/quality/{table}/{day}", READERS, "Read how a day was judged")
                        .query("revision", "the latest if absent")
                        .handle(request -> Response.ok(answer(request))),
                Route.get("/api/quality/{table}/{day}/report", READERS, "Read how a day was judged as a page")
                        .query("revision", "the latest if absent")
                        .handle(this::report),
                Route.post("/api/quality/{table}/{day}/release", RESPONSIBLE, "Take responsibility for a day")
                        .query("revision", "the latest if absent")
                        .request(RELEASE_BODY)
                        .audited("quality.release")
                        .handle(this::release),
                Route.post("/api/quality/{table}/{day}/evaluate", RESPONSIBLE, "Judge a day again, or by a draft")
                        .query("revision", "the latest if absent")
                        .request(EVALUATE_BODY)
                        .audited("quality.evaluate")
                        .handle(this::evaluate));
    }

    private Response list(Request request) throws SQLException {
        LocalDate from = request.query("from")
                .map(text -> QualityQuestions.day("from", text))
                .orElse(LocalDate.of(1, 1, 1));
        LocalDate to = request.query("to")
                .map(text -> QualityQuestions.day("to", text))
                .orElse(LocalDate.of(9999, 12, 31));
        int limit;
        try {
            limit = Integer.parseInt(request.query("limit").orElse("100"));
        } catch (NumberFormatException e) {
            limit = 0;
        }
        if (limit < 1 || limit > MOST) {
            throw ProblemException.invalid("limit", "expected a whole number from 1 to " + MOST);
        }
        return Response.ok(Map.of("days", store.list(request.query("table"), from, to, limit)));
    }

    private Map<String, Object> answer(Request request) throws SQLException {
        List<Judged> revisions = store.revisions(request.path("table"), QualityQuestions.day(request));
        Judged judged = chosen(revisions, request);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("day", judged);
        answer.put(
                "revisions",
                revisions.stream()
                        .map(each -> Map.of("revision", each.revision(), "verdict", each.verdict()))
                        .toList());
        return answer;
    }

    private Response report(Request request) throws SQLException {
        Judged judged = chosen(store.revisions(request.path("table"), QualityQuestions.day(request)), request);
        DayPage page = reports.of(judged)
                .orElseThrow(() -> ProblemException.notFound("the day has no report: it is "
                        + judged.verdict().text() + ", and no expectation was looked at"));
        return Response.text(200, MediaTypes.HTML, page.html());
    }

    private Response release(Request request) throws SQLException {
        String reason = request.json(ReleaseRequest.class).reason();
        if (reason == null || reason.isBlank()) {
            throw ProblemException.invalid("reason", "expected why the day may be used all the same");
        }
        String table = request.path("table");
        LocalDate date = QualityQuestions.day(request);
        Judged judged = chosen(store.revisions(table, date), request);
        if (judged.verdict() == Verdict.PASSED || judged.verdict() == Verdict.RELEASED) {
            throw ProblemException.conflict(
                    null, table + " " + date + " is " + judged.verdict().text() + ": there is nothing to release");
        }
        DayRevision day =
                store.find(table, date, Optional.of(judged.revision())).orElseThrow();
        Release release = new Release(request.caller().subject(), reason, clock.instant());
        String version = judged.evaluation().map(Evaluation::definitionVersion).orElse("none");
        boolean first = store.transactions().run(connection -> {
            boolean added = QualityStore.release(connection, day, release);
            if (added) {
                QualityStore.judged(connection, day);
                QualityStore.send(connection, VerdictMessage.of(day, release, judged.failedRules(), version));
            }
            return added;
        });
        if (!first) {
            throw ProblemException.conflict(null, table + " " + date + " was just released by somebody else");
        }
        return Response.ok(answer(request))
                .withAuditDetail(Map.of(
                        "table",
                        table,
                        "day",
                        date,
                        "revision",
                        day.revision(),
                        "reason",
                        reason,
                        "failedRules",
                        judged.failedRules()));
    }

    private Response evaluate(Request request) throws SQLException, IOException {
        String draft = request.body().length == 0
                ? null
                : request.json(EvaluationRequest.class).expectations();
        String table = request.path("table");
        LocalDate date = QualityQuestions.day(request);
        Optional<DayRevision> day = store.find(table, date, QualityQuestions.revision(request));
        Evaluation evaluation = draft == null
                ? onDemand.again(day.orElseThrow(() -> QualityQuestions.unknown(request)))
                : onDemand.draft(table, date, day, draft);
        return Response.ok(Map.of("kept", draft == null, "evaluation", evaluation))
                .withAuditDetail(Map.of("table", table, "day", date, "draft", draft != null));
    }

    private static Judged chosen(List<Judged> revisions, Request request) {
        Optional<Integer> wanted = QualityQuestions.revision(request);
        return revisions.stream()
                .filter(each -> wanted.isEmpty() || each.revision() == wanted.get())
                .findFirst()
                .orElseThrow(() -> QualityQuestions.unknown(request));
    }
}
