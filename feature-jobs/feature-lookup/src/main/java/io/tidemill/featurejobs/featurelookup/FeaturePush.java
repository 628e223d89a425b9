package io.tidemill.featurejobs.featurelookup;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.WriteReport;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code POST /push} as Feast's feature server takes it: values that others computed, for every view of a push source. A row
 * is written if it is newer than the one that is there, so that the same push twice changes nothing.
 */
public final class FeaturePush implements RouteGroup, AutoCloseable {
    private static final Access WRITERS = Access.of(Role.PRODUCER, Role.SCIENTIST);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Supplier<FeatureDefinitions> definitions;
    private volatile PushTargets targets;
    private final OnlineStoreWriter store;
    private final Consumer<List<FeatureRow>> written;
    private final Clock clock;

    /**
     * Over the store that a configuration names, in the project of the definitions.
     *
     * @param configuration as {@link OnlineStoreConfig#from}
     * @param definitions asked once for each request; always of one project
     * @param written is told of rows that were sent to the store
     */
    public static FeaturePush open(
            Properties configuration,
            Supplier<FeatureDefinitions> definitions,
            Consumer<List<FeatureRow>> written,
            Clock clock) {
        OnlineStoreConfig store = OnlineStoreConfig.from(configuration)
                .withProject(definitions.get().project());
        return new FeaturePush(definitions, OnlineStoreWriter.open(store), written, clock);
    }

    private FeaturePush(
            Supplier<FeatureDefinitions> definitions,
            OnlineStoreWriter store,
            Consumer<List<FeatureRow>> written,
            Clock clock) {
        this.definitions = definitions;
        this.targets = new PushTargets(definitions.get());
        this.store = store;
        this.written = Objects.requireNonNull(written, "written");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public String name() {
        return "feature-push";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("/push", WRITERS, "Feature values that were computed elsewhere, as Feast takes them")
                .request(Schemas.PUSH_REQUEST)
                .response(Schemas.PUSH_ANSWER)
                .audited("feature.push")
                .handle(this::push));
    }

    @Override
    public void close() {
        store.close();
    }

    private Response push(Request request) {
        JsonNode body = request.json();
        if (!body.isObject()) {
            throw ProblemException.malformed("expected an object with push_source_name and df");
        }
        String source = body.path("push_source_name").asText();
        List<PushedView> views = targets().of(source);
        requireOnline(body.path("to"));
        Set<String> columns = views.stream().flatMap(PushedView::columns).collect(Collectors.toSet());
        PushedFrame frame = PushedFrame.of(body.path("df"), columns);
        List<Instant> times = frame.times(clock.instant());
        List<FeatureRow> rows = new ArrayList<>();
        views.forEach(view -> rows.addAll(view.rows(frame, times)));
        WriteReport report = write(rows);
        return Response.ok(Map.of("written", report.written(), "skipped", report.skipped()))
                .withAuditDetail(Map.of(
                        "source",
                        source,
                        "rows",
                        frame.size(),
                        "written",
                        report.written(),
                        "skipped",
                        report.skipped()));
    }

    private WriteReport write(List<FeatureRow> rows) {
        try {
            return store.write(rows, WriteRule.NEWER_ONLY);
        } catch (OnlineStoreException e) {
            if (e.retryable()) {
                throw ProblemException.unavailable(
                                "the online store does not answer: push the same again, nothing is written twice",
                                RETRY_AFTER)
                        .withCause(e);
            }
            throw e;
        } finally {
            written.accept(rows);
        }
    }

    /** One request takes them once, and so sees the definitions of one moment. */
    private PushTargets targets() {
        FeatureDefinitions now = definitions.get();
        PushTargets current = targets;
        if (!current.areOf(now)) {
            current = new PushTargets(now);
            targets = current;
        }
        return current;
    }

    private static void requireOnline(JsonNode to) {
        if (!to.isMissingNode() && !to.asText().equals("online")) {
            throw ProblemException.invalid(
                    "to", "'" + to.asText() + "': expected online, as the lake takes events and no values of features");
        }
    }
}
