package io.tidemill.featurejobs.featurelookup;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.featurejobs.featurelog.FeatureLog;
import io.tidemill.featurejobs.featurelookup.protocol.GetFeastServingInfoRequest;
import io.tidemill.featurejobs.featurelookup.protocol.GetFeastServingInfoResponse;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesRequest;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesResponse;
import io.tidemill.featurejobs.featurereading.LookupSettings;
import io.tidemill.featurejobs.featurereading.RowSource;
import io.tidemill.featurejobs.featurereading.StoreCircuit;
import io.tidemill.featurejobs.featurereading.StoredRows;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.routes.GrpcMethod;
import io.tidemill.infra.httpserver.routes.ReadinessCheck;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Features as they stand now: {@code GET /api/features} for one view, with the age of what is stored; {@code POST
 * /get-online-features} in the shapes of Feast's feature server; and Feast's gRPC service {@code
 * feast.serving.ServingService}. A time since the last event is handed out in seconds up to the instant of the request. Each
 * request is answered within {@link LookupSettings#timeLimit}, be it with 503 (UNAVAILABLE over gRPC).
 */
public final class FeatureLookup implements RouteGroup, AutoCloseable {
    private static final Access READERS = Access.of(Role.READER, Role.SCIENTIST, Role.MARKETER, Role.OPERATOR);
    private static final String SERVICE = "feast.serving.ServingService";
    /** The version of Feast whose formats and statuses are answered, and by whom. */
    private static final GetFeastServingInfoResponse INFO = GetFeastServingInfoResponse.newBuilder()
            .setVersion("0.66.0+tidemill")
            .build();

    private final String project;
    private final Supplier<FeatureDefinitions> definitions;
    private volatile Catalogue catalogue;
    private final OnlineStoreReader reader;
    private final OnlineFeatures online;
    private final Optional<NearCache> cache;
    private final LookupThreads threads;
    private final Clock clock;

    /**
     * Over the store that a configuration names, in the project of the definitions. No call to the store waits for longer
     * than the time limit, whatever {@code redis.timeout} says.
     *
     * @param configuration as {@link OnlineStoreConfig#from} and {@link LookupSettings#of}
     * @param definitions asked once for each request; always of one project
     */
    public static FeatureLookup open(Properties configuration, Supplier<FeatureDefinitions> definitions, Clock clock) {
        return open(configuration, definitions, FeatureLog.OFF, new PrometheusRegistry(), clock);
    }

    /**
     * As {@link #open(Properties, Supplier, Clock)}, telling of itself and of what is handed out.
     *
     * @param configuration as {@link CacheSettings#of} too
     * @param log {@link #close} leaves it open
     */
    public static FeatureLookup open(
            Properties configuration,
            Supplier<FeatureDefinitions> definitions,
            FeatureLog log,
            PrometheusRegistry metrics,
            Clock clock) {
        Configuration settings = Configuration.of(configuration.stringPropertyNames().stream()
                .collect(Collectors.toMap(key -> key, configuration::getProperty)));
        LookupSettings lookup = LookupSettings.of(settings);
        OnlineStoreConfig store = OnlineStoreConfig.from(configuration)
                .withProject(definitions.get().project())
                .waitingAtMost(lookup.timeLimit());
        OnlineStoreReader reader = OnlineStoreReader.open(store);
        RowSource rows = new StoredRows(reader, new StoreCircuit(lookup, System::nanoTime));
        CacheSettings cache = CacheSettings.of(settings);
        if (cache.size() == 0) {
            return new FeatureLookup(definitions, reader, rows, Optional.empty(), lookup, log, clock);
        }
        CacheMetrics told = new CacheMetrics(metrics);
        Generations generations = new Generations();
        SharedReads shared = new SharedReads(rows, generations, lookup.timeLimit(), told);
        NearCache near = new NearCache(shared, generations, cache, System::nanoTime, told);
        return new FeatureLookup(definitions, reader, near, Optional.of(near), lookup, log, clock);
    }

    private FeatureLookup(
            Supplier<FeatureDefinitions> definitions,
            OnlineStoreReader reader,
            RowSource rows,
            Optional<NearCache> cache,
            LookupSettings settings,
            FeatureLog log,
            Clock clock) {
        this.project = definitions.get().project();
        this.definitions = definitions;
        this.catalogue = new Catalogue(definitions.get());
        this.reader = reader;
        this.online = new OnlineFeatures(rows, new ServedFeatures(log, Caller.anonymous(), clock));
        this.cache = cache;
        this.threads = new LookupThreads(settings);
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Rows that somebody wrote here are read anew from now on, whether or not they replaced what was there. */
    public void forget(List<FeatureRow> written) {
        Catalogue read = catalogue;
        cache.ifPresent(near -> written.forEach(
                row -> read.onlineView(row.view().name()).ifPresent(view -> near.forget(row.entity(), view))));
    }

    @Override
    public String name() {
        return "features";
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/features", READERS, "Features of one view for some entities, with their age")
                        .query("view", "the feature view")
                        .query("entity", "the entity, or entities, the view is about; optional, checked where given")
                        .query(
                                "ids",
                                "ids of entities, separated by commas, of several entities as a:b; at most "
                                        + EntityIds.MAXIMUM)
                        .query("features", "features of the view, separated by commas; all where absent")
                        .query("at", "the instant ages are counted to; now where absent")
                        .response(Schemas.VIEW_ANSWER)
                        .handleAsync(request -> threads.answer(() -> ofView(request))),
                Route.post("/get-online-features", READERS, "Features as Feast's feature server answers them")
                        .request(Schemas.ONLINE_FEATURES_REQUEST)
                        .response(Schemas.ONLINE_FEATURES_ANSWER)
                        .unaudited("it only reads")
                        .handleAsync(request -> threads.answer(() -> onlineFeatures(request))));
    }

    @Override
    public List<GrpcMethod<?, ?>> grpcMethods() {
        return List.of(
                new GrpcMethod<GetFeastServingInfoRequest, GetFeastServingInfoResponse>(
                        SERVICE,
                        "GetFeastServingInfo",
                        READERS,
                        GetFeastServingInfoRequest.getDefaultInstance(),
                        (request, caller) -> CompletableFuture.completedFuture(INFO)),
                new GrpcMethod<GetOnlineFeaturesRequest, GetOnlineFeaturesResponse>(
                        SERVICE,
                        "GetOnlineFeatures",
                        READERS,
                        GetOnlineFeaturesRequest.getDefaultInstance(),
                        (request, caller) -> onlineFeatures(request, caller)));
    }

    @Override
    public List<ReadinessCheck> readinessChecks() {
        return List.of(new ReadinessCheck("redis", this::problem));
    }

    @Override
    public void close() {
        threads.close();
        reader.close();
    }

    /** One request takes it once, and so sees the definitions of one moment. */
    private Catalogue catalogue() {
        FeatureDefinitions now = definitions.get();
        Catalogue current = catalogue;
        if (!current.isOf(now)) {
            current = new Catalogue(now);
            catalogue = current;
        }
        return current;
    }

    private Response ofView(Request request) {
        ViewRequest wanted = ViewRequest.read(request, catalogue(), clock);
        PersonalFeatures.require(request.caller(), wanted.features());
        return wanted.answer(online.to(request.caller()), project);
    }

    private Response onlineFeatures(Request request) {
        return OnlineFeaturesJson.write(
                found(OnlineFeaturesJson.read(request.json(), catalogue().requestFields()), request.caller()));
    }

    private CompletionStage<GetOnlineFeaturesResponse> onlineFeatures(GetOnlineFeaturesRequest request, Caller caller) {
        return threads.answer(() -> OnlineFeaturesMessages.write(found(OnlineFeaturesMessages.read(request), caller)));
    }

    /** The one way to an answer of Feast's shape. */
    private FeatureVectors found(WantedFeatures wanted, Caller caller) {
        LookupPlan plan = LookupPlan.of(wanted, catalogue());
        PersonalFeatures.require(caller, plan.columns());
        return plan.read(online.to(caller), clock.instant());
    }

    private Optional<String> problem() {
        try {
            reader.check();
            return Optional.empty();
        } catch (OnlineStoreException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }
}
