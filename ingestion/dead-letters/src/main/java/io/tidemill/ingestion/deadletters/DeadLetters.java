package io.tidemill.ingestion.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.ingestion.eventgateway.EventIntake;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.ingestion.lakeversions.erasure.PersonalStore;
import io.tidemill.schemas.events.EventSchemas;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Dead letters over HTTP, below {@code /api/dead-letters}: listed, shown, fixed, replayed, discarded. A caller sees those
 * of its tenant, an admin all. Every change is in the audit log and in the history of its letter.
 */
public final class DeadLetters implements RouteGroup, AutoCloseable {
    private static final Access OPERATORS = Access.of(Role.OPERATOR);
    private static final String PATH = "/api/dead-letters";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final LetterTable table;
    private final LetterStates states;
    private final LetterDesk desk;
    private final LetterViews views;
    private final LetterCounts counts;
    private final LetterPublisher publisher;
    private final EventReading reading;
    private final EventSchemas schemas;
    private final Clock clock;

    private DeadLetters(
            Configuration configuration,
            DataSource postgres,
            EventSchemas schemas,
            PrometheusRegistry metrics,
            Clock clock) {
        EventIntake intake = EventIntake.of(configuration, schemas, clock);
        this.publisher = new LetterPublisher(configuration.text("kafka.bootstrap-servers"), intake);
        this.table = new LetterTable(Lake.open(CatalogSettings.of(configuration.all())));
        this.states = LetterStates.open(postgres);
        this.desk = new LetterDesk(table, states);
        this.schemas = schemas;
        this.reading = new EventReading(new ValueDecoder(schemas), intake);
        this.views = new LetterViews(reading, schemas);
        this.counts = new LetterCounts(table, states, metrics);
        this.clock = clock;
    }

    /**
     * Opens the dead letters of a lake, and brings their schema in PostgreSQL up to date.
     *
     * @param configuration {@code kafka.bootstrap-servers}, {@code lake.catalog-uri}, {@code lake.warehouse}
     * @param schemas by which bytes are read, which tell what was expected, and by which replayed events are checked
     */
    public static DeadLetters open(
            Configuration configuration,
            DataSource postgres,
            EventSchemas schemas,
            PrometheusRegistry metrics,
            Clock clock) {
        return new DeadLetters(configuration, postgres, schemas, metrics, clock);
    }

    /** What was made of dead letters, as far as it is of persons; its schema is that of {@link #open}. */
    public static PersonalStore personal(DataSource postgres, Clock clock) {
        return new LetterErasure(LetterStates.open(postgres), clock);
    }

    @Override
    public String name() {
        return "dead-letters";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, OPERATORS, "List dead letters, the newest first")
                        .query("reason", "such as UNKNOWN_SCHEMA")
                        .query("type", "the type of events that belong on its topic")
                        .query("tenant", "whose")
                        .query("topic", "where it was read from")
                        .query("state", "open, fixed, replayed or discarded")
                        .query("from", "taken at this time or later, RFC 3339")
                        .query("to", "taken before this time, RFC 3339")
                        .query("limit", "how many, at most 1000; 50 if not given")
                        .query("cursor", "of the page before")
                        .handle(this::list),
                Route.get(PATH + "/summary", Access.of(Role.ADMIN), "Count dead letters and open ones by reason")
                        .handle(request -> Response.ok(Map.of("reasons", counts.byReason()))),
                Route.get(
                                PATH + "/{id}",
                                OPERATORS,
                                "Read a dead letter with its bytes, what they say, and its history")
                        .handle(this::show),
                one("fix", "Make a dead letter an event by a JSON Patch, a mapping or attributes", this::fix),
                one("replay", "Send the event of a dead letter", body -> replay(body, Set.of())),
                one("discard", "Let a dead letter lie for good", this::discard),
                one("reopen", "Take back that a dead letter was discarded", body -> new ReopenAction(states, clock)),
                many("fix", "Fix the dead letters that a filter lets pass", this::fix),
                many("replay", "Send the events of the dead letters that a filter lets pass", this::replayMany),
                many("discard", "Discard the dead letters that a filter lets pass", this::discard));
    }

    @Override
    public void close() {
        counts.close();
        publisher.close();
        table.close();
    }

    private Route one(String verb, String summary, Function<JsonNode, LetterAction> action) {
        return Route.post(PATH + "/{id}/" + verb, OPERATORS, summary)
                .audited("dead-letter." + verb)
                .handle(request -> {
                    LetterCase letter = letter(request);
                    LetterOutcome outcome = desk.one(letter, action.apply(request.json()), request.caller());
                    return answer(outcome).withAuditDetail(Map.of("id", outcome.id(), "result", outcome.result()));
                });
    }

    private Route many(String verb, String summary, Function<JsonNode, LetterAction> action) {
        return Route.post(PATH + "/" + verb, OPERATORS, summary)
                .audited("dead-letters." + verb)
                .handle(request -> {
                    JsonNode body = request.json();
                    BulkOutcome outcome = desk.many(
                            LetterRequests.filter(body, request.caller()),
                            LetterRequests.cursor(
                                    Optional.of(body.path("cursor").asText(""))),
                            LetterRequests.bulkLimit(body),
                            action.apply(body),
                            request.caller());
                    return Response.ok(outcome).withAuditDetail(outcome.results());
                });
    }

    private Response list(Request request) throws SQLException {
        LetterDesk.Page page = desk.page(
                LetterRequests.filter(request),
                LetterRequests.cursor(request.query("cursor")),
                LetterRequests.pageLimit(request));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode letters = answer.putArray("deadLetters");
        page.letters().forEach(letter -> letters.add(views.line(letter)));
        LetterCursor cursor = page.cursor();
        if (cursor != null) {
            answer.put("cursor", cursor.text());
        }
        return Response.ok(answer);
    }

    private Response show(Request request) throws SQLException {
        LetterCase letter = letter(request);
        return Response.ok(views.whole(letter, desk.history(letter.letter().id()), request.caller()));
    }

    private LetterCase letter(Request request) throws SQLException {
        LetterId id = LetterRequests.id(request);
        return desk.find(id, request.caller())
                .orElseThrow(() -> new ProblemException(404, "Not found", "id", "there is no dead letter " + id));
    }

    private LetterAction fix(JsonNode body) {
        return new FixAction(reading, states, clock, Fix.of(body, schemas), LetterRequests.mode(body));
    }

    private LetterAction replayMany(JsonNode body) {
        return replay(body, LetterRequests.replayed(body));
    }

    private LetterAction replay(JsonNode body, Set<LetterState.Name> of) {
        return new ReplayAction(reading, publisher, states, clock, of, LetterRequests.mode(body));
    }

    private LetterAction discard(JsonNode body) {
        String because = body.path("because").asText("");
        if (because.isBlank()) {
            throw ProblemException.invalid("because", "missing: expected why the letter is not needed");
        }
        return new DiscardAction(states, clock, because);
    }

    /** What a single letter came to: an event that the gateway would not take is 422, with before and after. */
    private static Response answer(LetterOutcome outcome) {
        String detail = outcome.detail() == null ? "not done" : outcome.detail();
        return switch (outcome.result()) {
            case DONE, VALID, UNCHANGED -> Response.ok(outcome);
            case INVALID -> Response.json(422, outcome);
            case ILLEGAL, CONFLICT -> throw ProblemException.conflict("state", detail);
            case UNAVAILABLE -> throw ProblemException.unavailable(detail, RETRY_AFTER);
        };
    }
}
