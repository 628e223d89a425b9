package io.tidemill.decisionengine.ruleauthoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.decisionengine.rules.Fault;
import io.tidemill.decisionengine.rules.FieldCatalogue;
import io.tidemill.decisionengine.rules.RuleAnalysis;
import io.tidemill.decisionengine.rules.RuleDocument;
import io.tidemill.decisionengine.rules.RuleReader;
import io.tidemill.decisionengine.rules.RuleReading;
import io.tidemill.decisionengine.rules.RuleValidator;
import io.tidemill.decisionengine.rules.RuleWriter;
import io.tidemill.decisionengine.rules.Warning;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Requests about rules. Safe to share between threads. */
final class RuleRequests {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final RuleStore store;
    private final RulePublisher publisher;
    private final Acknowledgements acknowledgements;
    private final Supplier<FieldCatalogue> catalogue;
    private final Clock clock;

    RuleRequests(
            RuleStore store,
            RulePublisher publisher,
            Acknowledgements acknowledgements,
            Supplier<FieldCatalogue> catalogue,
            Clock clock) {
        this.store = store;
        this.publisher = publisher;
        this.acknowledgements = acknowledgements;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    Response list(Request request) {
        return Response.ok(Map.of(
                "rules",
                stored(store::newest).stream()
                        .filter(version -> !version.withdrawn() && mayRead(request.caller(), version))
                        .map(RuleAnswers::version)
                        .toList()));
    }

    Response read(Request request) {
        return RuleAnswers.history(readable(request));
    }

    Response catalogue(Request request) {
        return Response.ok(RuleAnswers.catalogue(catalogue.get()));
    }

    Response publish(Request request) throws InterruptedException {
        String id = request.path("id");
        Duration wait = Waiting.read(request.query("wait"));
        JsonNode body = request.json();
        long replaces =
                replaced(request, Optional.ofNullable(body.get("version")).map(JsonNode::asText));
        RuleReading reading = read(id, new String(request.body(), StandardCharsets.UTF_8));
        if (reading instanceof RuleReading.Faulty faulty) {
            return RuleAnswers.faulty(faulty.faults());
        }
        return save(
                draft(id, replaces, ((RuleReading.Whole) reading).document(), request.caller()),
                request.caller(),
                wait);
    }

    /** Everything that publishing would say of a document, and nothing is published. */
    Response check(Request request) {
        RuleReading reading = RuleReader.read(new String(request.body(), StandardCharsets.UTF_8));
        if (reading instanceof RuleReading.Whole whole) {
            reading = valid(whole);
        }
        if (reading instanceof RuleReading.Faulty faulty) {
            return RuleAnswers.faulty(faulty.faults());
        }
        RuleDocument document = owned(((RuleReading.Whole) reading).document(), request.caller());
        return RuleAnswers.checked(document, warnings(document));
    }

    /** What changed between two versions of a rule. */
    Response diff(Request request) {
        List<RuleVersion> history = readable(request);
        long newest = history.get(0).version();
        long to = request.query("to").map(text -> number("to", text)).orElse(newest);
        long from = request.query("from").map(text -> number("from", text)).orElse(Math.max(1, to - 1));
        return RuleAnswers.diff(version(history, "from", from), version(history, "to", to));
    }

    /** Publishes a document of the rule's history anew. */
    Response rollback(Request request) throws InterruptedException {
        String id = request.path("id");
        Duration wait = Waiting.read(request.query("wait"));
        List<RuleVersion> history = readable(request);
        RuleVersion restored = version(history, "to", number("to", request.requiredQuery("to")));
        String document = restored.document();
        if (document == null) {
            throw ProblemException.invalid(
                    "to", "version " + restored.version() + " withdrew the rule: expected one with a document");
        }
        // The document was whole once; what it compares may be gone since.
        RuleReading reading = read(id, document);
        if (reading instanceof RuleReading.Faulty faulty) {
            return RuleAnswers.faulty(faulty.faults());
        }
        Optional<String> replaces = request.query("version")
                .or(() -> Optional.of(Long.toString(history.get(0).version())));
        return save(
                draft(id, replaced(request, replaces), ((RuleReading.Whole) reading).document(), request.caller()),
                request.caller(),
                wait);
    }

    Response withdraw(Request request) throws InterruptedException {
        String id = request.path("id");
        Duration wait = Waiting.read(request.query("wait"));
        long replaces = replaced(request, request.query("version"));
        RuleVersion current = stored(() -> store.find(id))
                .filter(version -> !version.withdrawn() && mayRead(request.caller(), version))
                .orElseThrow(() -> unknown(id));
        return save(
                new RuleDraft(
                        id,
                        replaces,
                        current.tenant(),
                        null,
                        request.caller().subject(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)),
                request.caller(),
                wait);
    }

    /** The document of a rule's text, or everything that is wrong with it. */
    RuleReading read(String id, String json) {
        RuleReading reading = RuleReader.read(json);
        if (reading instanceof RuleReading.Whole whole) {
            if (!whole.document().id().equals(id)) {
                return new RuleReading.Faulty(List.of(new Fault(
                        "/id", Fault.Code.INVALID, whole.document().id() + ", expected " + id + " as in the path")));
            }
            return valid(whole);
        }
        return reading;
    }

    private RuleReading valid(RuleReading.Whole whole) {
        List<Fault> faults = new RuleValidator(catalogue.get()).faults(whole.document());
        return faults.isEmpty() ? whole : new RuleReading.Faulty(faults);
    }

    private List<Warning> warnings(RuleDocument document) {
        return RuleAnalysis.of(document, catalogue.get());
    }

    private RuleDraft draft(String id, long replaces, RuleDocument written, Caller caller) {
        RuleDocument document = owned(written, caller);
        return new RuleDraft(
                id,
                replaces,
                document.tenant(),
                RuleWriter.write(document),
                caller.subject(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** Saves a draft and begins to publish it. */
    Saving save(RuleDraft draft) throws SQLException {
        Saving saving = store.save(draft);
        publisher.wake();
        return saving;
    }

    private Response save(RuleDraft draft, Caller caller, Duration wait) throws InterruptedException {
        Optional<RuleVersion> before = stored(() -> store.find(draft.ruleId()));
        if (before.isPresent() && !mayWrite(caller, before.get())) {
            throw ProblemException.forbidden("rule " + draft.ruleId() + " belongs to another tenant");
        }
        Saving saving = stored(() -> save(draft));
        if (saving instanceof Saving.Stale stale) {
            return RuleAnswers.stale(draft, stale.currentVersion());
        }
        RuleVersion saved = ((Saving.Saved) saving).version();
        List<Warning> warnings =
                saved.document() != null && RuleReader.read(saved.document()) instanceof RuleReading.Whole whole
                        ? warnings(whole.document())
                        : List.of();
        if (wait.isZero()) {
            return RuleAnswers.saved(saved, warnings, Optional.empty());
        }
        return RuleAnswers.saved(saved, warnings, Optional.of(acknowledgements.await(saved.ruleSetVersion(), wait)));
    }

    /** The history of the rule that a path names, the newest version first. */
    private List<RuleVersion> readable(Request request) {
        String id = request.path("id");
        List<RuleVersion> history = stored(() -> store.history(id));
        if (history.isEmpty() || !mayRead(request.caller(), history.get(0))) {
            throw unknown(id);
        }
        return history;
    }

    private static RuleVersion version(List<RuleVersion> history, String parameter, long version) {
        return history.stream()
                .filter(each -> each.version() == version)
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        parameter,
                        "no version " + version + ", expected 1 to "
                                + history.get(0).version()));
    }

    private static long number(String parameter, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid(parameter, "'" + text + "', expected the number of a version")
                    .withCause(e);
        }
    }

    private static RuleDocument owned(RuleDocument document, Caller caller) {
        String tenant = document.tenant();
        if (tenant == null) {
            return caller.roles().contains(Role.ADMIN) ? document : document.ofTenant(caller.tenant());
        }
        if (!caller.mayActFor(tenant)) {
            throw ProblemException.forbidden("tenant " + tenant + ": expected " + caller.tenant());
        }
        return document;
    }

    private static boolean mayRead(Caller caller, RuleVersion version) {
        return version.tenant() == null || caller.mayActFor(version.tenant());
    }

    private static boolean mayWrite(Caller caller, RuleVersion version) {
        return version.tenant() == null ? caller.roles().contains(Role.ADMIN) : caller.mayActFor(version.tenant());
    }

    private static long replaced(Request request, Optional<String> otherwise) {
        Optional<String> header =
                request.header("if-match").map(value -> value.replace("\"", "").strip());
        String field = header.isPresent() ? "If-Match" : "version";
        String text = header.or(() -> otherwise).orElse("0");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ProblemException.invalid(field, "expected the number of the version that is replaced")
                    .withCause(e);
        }
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound("no rule " + id);
    }

    /** A call of the store. */
    private interface Stored<T> {
        T get() throws SQLException;
    }

    private static <T> T stored(Stored<T> call) {
        try {
            return call.get();
        } catch (SQLException e) {
            throw ProblemException.unavailable("rules cannot be read or saved now", RETRY_AFTER)
                    .withCause(e);
        }
    }
}
