package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
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

/**
 * Features as they stand now: {@code GET /api/features} for one view, with the age of what is stored, and {@code POST
 * /get-online-features} in the shapes of Feast's feature server. A time since the last event is handed out in seconds up to
 * the instant of the request.
 */
public final class FeatureLookup implements RouteGroup, AutoCloseable {
    private static final Access READERS = Access.of(Role.READER, Role.SCIENTIST, Role.MARKETER, Role.OPERATOR);

    private final String project;
    private final Catalogue catalogue;
    private final OnlineStoreReader reader;
    private final OnlineFeatures online;
    private final Clock clock;

    /**
     * Over the store that a configuration names, in the project of the definitions.
     *
     * @param configuration as {@link OnlineStoreConfig#from}
     */
    public static FeatureLookup open(Properties configuration, FeatureDefinitions definitions, Clock clock) {
        OnlineStoreConfig store = OnlineStoreConfig.from(configuration).withProject(definitions.project());
        return new FeatureLookup(definitions, OnlineStoreReader.open(store), clock);
    }

    /** @param reader of the definitions' project; {@link #close} closes it */
    public FeatureLookup(FeatureDefinitions definitions, OnlineStoreReader reader, Clock clock) {
        this.project = definitions.project();
        this.catalogue = new Catalogue(definitions);
        this.reader = reader;
        this.online = new OnlineFeatures(reader);
        this.clock = Objects.requireNonNull(clock, "clock");
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
                        .query("entity", "the entity the view is about; optional, checked where given")
                        .query("ids", "ids of entities, separated by commas; at most " + EntityIds.MAXIMUM)
                        .query("features", "features of the view, separated by commas; all where absent")
                        .query("at", "the instant ages are counted to; now where absent")
                        .response(Schemas.VIEW_ANSWER)
                        .handle(this::ofView),
                Route.post("/get-online-features", READERS, "Features as Feast's feature server answers them")
                        .request(Schemas.ONLINE_FEATURES_REQUEST)
                        .response(Schemas.ONLINE_FEATURES_ANSWER)
                        .unaudited("it only reads")
                        .handle(this::onlineFeatures));
    }

    @Override
    public List<ReadinessCheck> readinessChecks() {
        return List.of(new ReadinessCheck("redis", this::problem));
    }

    @Override
    public void close() {
        reader.close();
    }

    private Response ofView(Request request) {
        return ViewRequest.read(request, catalogue, clock).answer(online, project);
    }

    private Response onlineFeatures(Request request) {
        return OnlineFeaturesRequest.read(request.json(), catalogue).answer(online, clock.instant());
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
