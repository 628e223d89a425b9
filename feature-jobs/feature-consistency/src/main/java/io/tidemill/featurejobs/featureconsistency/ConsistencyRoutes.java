package io.tidemill.featurejobs.featureconsistency;

import io.tidemill.featurejobs.featureconsistency.report.DayPage;
import io.tidemill.featurejobs.featureconsistency.report.DayReport;
import io.tidemill.featurejobs.featureconsistency.report.DaySummary;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.MediaTypes;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports of days over HTTP, below {@code /api/feature-consistency}. */
final class ConsistencyRoutes implements RouteGroup {
    private static final Access READERS = Access.of(Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR);
    private static final Access RESPONSIBLE = Access.of(Role.SCIENTIST, Role.OPERATOR);
    private static final int MOST = 1000;
    private static final int CHARTED = 28;
    private static final String PATH = "/api/feature-consistency";
    private static final String RELEASE_BODY =
            """
            {"type":"object","required":["reason"],"properties":{
              "reason":{"type":"string","minLength":1,"description":"why models may be trained all the same"}}}""";

    private final ConsistencyStore store;
    private final Clock clock;

    ConsistencyRoutes(ConsistencyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The body of a release. */
    record ReleaseRequest(@Nullable String reason) {}

    @Override
    public String name() {
        return "feature-consistency";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, READERS, "List the days of which it is known whether what was served is the lake's")
                        .query("from", "the first day; the first there is if absent")
                        .query("to", "the last day; the last there is if absent")
                        .query("limit", "at most so many, the latest; 100 if absent")
                        .handle(this::list),
                Route.get(PATH + "/{day}", READERS, "Read how what was served on a day compares with the lake")
                        .handle(request -> Response.ok(answer(found(request)))),
                Route.get(PATH + "/{day}/report", READERS, "Read how a day compares as a page")
                        .handle(this::page),
                Route.post(PATH + "/{day}/release", RESPONSIBLE, "Take responsibility for a day that failed")
                        .request(RELEASE_BODY)
                        .audited("feature-consistency.release")
                        .handle(this::release),
                Route.post(PATH + "/{day}/verify", RESPONSIBLE, "Have a complete day compared again")
                        .audited("feature-consistency.verify")
                        .handle(this::verify));
    }

    private Response list(Request request) throws SQLException {
        LocalDate from = request.query("from").map(text -> day("from", text)).orElse(LocalDate.of(1, 1, 1));
        LocalDate to = request.query("to").map(text -> day("to", text)).orElse(LocalDate.of(9999, 12, 31));
        return Response.ok(Map.of(
                "days",
                store.list(from, to, limit(request)).stream()
                        .map(ConsistencyRoutes::summary)
                        .toList()));
    }

    private static int limit(Request request) {
        try {
            int limit = Integer.parseInt(request.query("limit").orElse("100"));
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw ProblemException.invalid("limit", "expected a whole number from 1 to " + MOST);
    }

    private Response page(Request request) throws SQLException {
        ComparedDay day = found(request);
        LocalDate last = day.report().day();
        List<DaySummary> recent = store.list(last.minusDays(CHARTED), last, CHARTED).stream()
                .map(ConsistencyRoutes::summary)
                .toList();
        return Response.text(200, MediaTypes.HTML, new DayPage(day.report(), summary(day), recent).html());
    }

    private Response release(Request request) throws SQLException {
        String reason = request.json(ReleaseRequest.class).reason();
        if (reason == null || reason.isBlank()) {
            throw ProblemException.invalid("reason", "expected why models may be trained all the same");
        }
        ComparedDay day = found(request);
        DayReport report = day.report();
        if (!day.verdict().equals("failed")) {
            throw ProblemException.conflict(
                    null, report.day() + " has " + day.verdict() + ": there is nothing to release");
        }
        Release release =
                new Release(request.caller().subject(), reason, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (!store.release(report, release)) {
            throw ProblemException.conflict(null, report.day() + " was just released by somebody else");
        }
        return Response.ok(answer(new ComparedDay(report, Optional.of(release))))
                .withAuditDetail(Map.of("day", report.day(), "reason", reason, "failed", report.failed()));
    }

    private Response verify(Request request) throws SQLException {
        DayReport report = found(request).report();
        boolean waits = store.again(report.day(), report.revision(), clock.instant());
        return Response.ok(Map.of("day", report.day(), "waits", waits)).withAuditDetail(Map.of("day", report.day()));
    }

    private ComparedDay found(Request request) throws SQLException {
        LocalDate day = day("day", request.path("day"));
        Optional<ComparedDay> compared = store.find(day);
        if (compared.isPresent()) {
            return compared.get();
        }
        String because = store.problem(day)
                .map(problem -> "it is tried again and again, and failed the last time: " + problem)
                .orElse(
                        "the day is not complete, nothing was logged (features.log.share), or its tables are waited for");
        throw new ProblemException(
                404, "Not found", "day", "what was served on " + day + " has not been compared: " + because);
    }

    private static Map<String, Object> answer(ComparedDay day) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("summary", summary(day));
        answer.put("report", day.report());
        return answer;
    }

    private static DaySummary summary(ComparedDay day) {
        return DaySummary.of(
                day.report(),
                day.verdict(),
                day.release().map(release -> release.by() + ", " + release.at() + ": " + release.reason()));
    }

    private static LocalDate day(String field, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.invalid(field, "'" + text + "': expected a day such as 1998-01-31")
                    .withCause(e);
        }
    }
}
