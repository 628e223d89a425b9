package io.tidemill.featurejobs.featurematerialization;

import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.trainingsets.tables.InvalidTableException;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.infra.lakecatalog.CatalogSettings;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /materialize} and {@code POST /materialize-incremental} as Feast's feature server takes them: the newest rows
 * of tables are written to the online store, and it is answered when they are. One is done at a time; some wait.
 */
public final class FeatureMaterialization implements RouteGroup, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureMaterialization.class);
    private static final Access WRITERS = Access.of(Role.SCIENTIST, Role.OPERATOR);
    private static final Access READERS = Access.of(Role.READER, Role.SCIENTIST, Role.MARKETER, Role.OPERATOR);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 16;
    private static final int MOST_SHOWN = 100;

    private final Supplier<FeatureDefinitions> definitions;
    private final OnlineStoreWriter online;
    private final MaterializationStore store;
    private final Materializer materializer;
    private final Consumer<List<FeatureRow>> sent;
    private final Clock clock;
    private final ExecutorService thread;

    private FeatureMaterialization(
            Supplier<FeatureDefinitions> definitions,
            OnlineStoreWriter online,
            MaterializationStore store,
            Materializer materializer,
            Consumer<List<FeatureRow>> sent,
            Clock clock) {
        this.definitions = definitions;
        this.online = online;
        this.store = store;
        this.materializer = materializer;
        this.sent = Objects.requireNonNull(sent, "sent");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread worker = new Thread(task, "feature-materialization");
                    worker.setDaemon(true);
                    return worker;
                });
    }

    /**
     * Opens the module: brings its tables up to date.
     *
     * @param configuration where Redis and the lake are, and {@link MaterializationSettings}
     * @param definitions asked once for each request; always of one project
     * @param sent is told of rows that were sent to the store
     */
    public static FeatureMaterialization open(
            Configuration configuration,
            Supplier<FeatureDefinitions> definitions,
            DataSource postgres,
            Consumer<List<FeatureRow>> sent,
            Clock clock) {
        Properties properties = new Properties();
        properties.putAll(configuration.all());
        OnlineStoreWriter online = OnlineStoreWriter.open(
                OnlineStoreConfig.from(properties).withProject(definitions.get().project()));
        MaterializationStore store = MaterializationStore.open(postgres);
        Materializer materializer = new Materializer(
                CatalogSettings.of(configuration.all()),
                online,
                store,
                MaterializationSettings.of(configuration).entities(),
                clock);
        return new FeatureMaterialization(definitions, online, store, materializer, sent, clock);
    }

    @Override
    public String name() {
        return "feature-materialization";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/materialize", WRITERS, "Write features of the lake's tables to the online store")
                        .request(Schemas.MATERIALIZE)
                        .response(Schemas.ANSWER)
                        .audited("feature.materialize")
                        .handleAsync(request -> later(() -> materialize(request, false))),
                Route.post("/materialize-incremental", WRITERS, "The same of what was not written before")
                        .request(Schemas.INCREMENTAL)
                        .response(Schemas.ANSWER)
                        .audited("feature.materialize")
                        .handleAsync(request -> later(() -> materialize(request, true))),
                Route.get("/api/materializations", READERS, "The last materializations, the newest first")
                        .query("view", "of this view; of all where absent")
                        .response(Schemas.RUNS)
                        .handle(this::runs));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        online.close();
    }

    private CompletionStage<Response> later(Supplier<Response> answer) {
        CompletableFuture<Response> promise = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    promise.complete(answer.get());
                } catch (RuntimeException | Error e) {
                    promise.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            throw ProblemException.unavailable("as many materializations wait as this server lets wait", RETRY_AFTER)
                    .withCause(e);
        }
        return promise;
    }

    private Response materialize(Request request, boolean incremental) {
        FeatureDefinitions now = definitions.get();
        MaterializationRequest wanted = RequestBody.of(request.json()).request(now, incremental, clock.instant());
        try {
            List<MaterializationProgress> done =
                    materializer.run(now, wanted, request.caller().subject(), sent, FeatureMaterialization::log);
            Map<String, Object> answer = Map.of("views", done);
            return Response.ok(answer).withAuditDetail(answer);
        } catch (InvalidTableException e) {
            throw ProblemException.invalid(InvalidMaterializationException.VIEWS, String.valueOf(e.getMessage()));
        } catch (Materializer.BusyException e) {
            throw ProblemException.conflict(InvalidMaterializationException.VIEWS, String.valueOf(e.getMessage()))
                    .withRetryAfter(RETRY_AFTER);
        } catch (OnlineStoreException e) {
            if (e.retryable()) {
                throw ProblemException.unavailable(
                                "the online store does not answer: ask the same again, what was written stays",
                                RETRY_AFTER)
                        .withCause(e);
            }
            throw e;
        } catch (SQLException e) {
            throw ProblemException.unavailable("PostgreSQL does not answer", RETRY_AFTER)
                    .withCause(e);
        }
    }

    private static void log(MaterializationProgress progress) {
        LOG.atInfo()
                .addKeyValue("view", progress.view())
                .addKeyValue("rows", progress.rows())
                .addKeyValue("entities", progress.entities())
                .addKeyValue("done", progress.done())
                .log("materialization");
    }

    private Response runs(Request request) {
        try {
            return Response.ok(Map.of(
                    "materializations",
                    store.newest(request.query("view"), MOST_SHOWN).stream()
                            .map(FeatureMaterialization::shown)
                            .toList()));
        } catch (SQLException e) {
            throw ProblemException.unavailable("PostgreSQL does not answer", RETRY_AFTER)
                    .withCause(e);
        }
    }

    private static Map<String, Object> shown(MaterializationRun run) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("result", run.result());
        shown.put("complete", run.complete());
        shown.put("by", run.by());
        shown.put("began", run.began().toString());
        shown.put("done", run.done().toString());
        return shown;
    }
}
