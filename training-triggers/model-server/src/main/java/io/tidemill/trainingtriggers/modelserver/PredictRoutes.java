package io.tidemill.trainingtriggers.modelserver;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemill.decisionengine.scoring.ModelFollower;
import io.tidemill.decisionengine.scoring.ModelShelf;
import io.tidemill.decisionengine.scoring.Score;
import io.tidemill.decisionengine.scoring.ServingModel;
import io.tidemill.infra.httpserver.access.Access;
import io.tidemill.infra.httpserver.access.Role;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.httpserver.routes.ReadinessCheck;
import io.tidemill.infra.httpserver.routes.Request;
import io.tidemill.infra.httpserver.routes.Response;
import io.tidemill.infra.httpserver.routes.Route;
import io.tidemill.infra.httpserver.routes.RouteGroup;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Predictions over HTTP: {@code POST /api/predict/{modelName}} with {@code {"userId":..,"features":{..},"at":..}} is
 * answered with {@code {"code":200,"data":{..}}}. A request holds on to one version of its model from its first step to its
 * last, so a swap in between neither fails nor mixes it.
 */
public final class PredictRoutes implements RouteGroup {
    private static final double NANOSECONDS_PER_SECOND = 1e9;
    private static final String REQUEST =
            """
            {"type":"object","properties":{
              "userId":{"type":"string","description":"whose features are looked up if not given"},
              "features":{"type":"object","additionalProperties":{"type":["number","null"]},
                "description":"values by view:feature, or by feature where that is enough"},
              "at":{"type":"string","format":"date-time","description":"ages count to this instant; now if absent"}}}""";
    private static final String RESPONSE =
            """
            {"type":"object","required":["code","data"],"properties":{
              "code":{"const":200},
              "data":{"type":"object","required":["model","version","score"],"properties":{
                "model":{"type":"string"},
                "version":{"type":"integer"},
                "score":{"type":"number","minimum":0,"maximum":1},
                "label":{"type":"string","description":"what the score is the probability of"},
                "userId":{"type":"string"},
                "missing":{"type":"array","items":{"type":"string"},"description":"features without a value"}}}}}""";

    private final ModelShelf shelf;
    private final ModelFollower follower;
    private final Optional<FeatureSource> features;
    private final Clock clock;
    private final Histogram latency;

    /**
     * Serves what is on a shelf.
     *
     * @param shelf the models
     * @param follower what keeps the shelf; the server is ready once it has caught up
     * @param features looks up what a request leaves out; without it that is missing
     * @param metrics where {@code request_predict_seconds} is registered
     * @param clock the time that ages are counted to
     */
    public PredictRoutes(
            ModelShelf shelf,
            ModelFollower follower,
            Optional<FeatureSource> features,
            PrometheusRegistry metrics,
            Clock clock) {
        this.shelf = shelf;
        this.follower = follower;
        this.features = features;
        this.clock = clock;
        this.latency = Histogram.builder()
                .name("request_predict_seconds")
                .help("Time to answer a prediction, by model.")
                .labelNames("model")
                .classicOnly()
                .classicUpperBounds(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1)
                .register(metrics);
    }

    @Override
    public String name() {
        return "predict";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post(
                        "/api/predict/{modelName}",
                        Access.of(Role.READER, Role.MARKETER, Role.SCIENTIST, Role.OPERATOR),
                        "Score an entity with the version of a model that serves now")
                .request(REQUEST)
                .response(RESPONSE)
                .unaudited("a prediction changes nothing")
                .handle(this::predict));
    }

    @Override
    public List<ReadinessCheck> readinessChecks() {
        return List.of(new ReadinessCheck(
                "models",
                () -> follower.caughtUp()
                        ? Optional.empty()
                        : Optional.of("the topic of model changes has not been read to its end yet")));
    }

    private Response predict(Request request) {
        long start = System.nanoTime();
        String name = request.path("modelName");
        ServingModel model = shelf.find(name)
                .orElseThrow(() -> ProblemException.notFound("no version of model " + name + " serves: expected one of "
                        + String.join(", ", shelf.names())));
        PredictRequest prediction = PredictRequest.read(request.json(), model);
        Map<String, Double> values = values(prediction, model);
        Score score = model.score(feature -> values.getOrDefault(feature, Double.NaN));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("model", score.modelName());
        data.put("version", score.version());
        data.put("score", score.value());
        data.put("label", model.label());
        prediction.userId().ifPresent(userId -> data.put("userId", userId));
        data.put(
                "missing",
                model.features().stream()
                        .filter(feature -> Double.isNaN(values.getOrDefault(feature, Double.NaN)))
                        .toList());
        latency.labelValues(name).observe((System.nanoTime() - start) / NANOSECONDS_PER_SECOND);
        return Response.ok(Map.of("code", 200, "data", data));
    }

    /** What the request gives counts; only what it leaves out is looked up. */
    private Map<String, Double> values(PredictRequest prediction, ServingModel model) {
        Map<String, Double> values = new HashMap<>(prediction.features());
        boolean complete = values.keySet().containsAll(model.features());
        if (features.isPresent() && prediction.userId().isPresent() && !complete) {
            Instant at = prediction.at().orElseGet(clock::instant);
            features.get().read(model, prediction.userId().get(), at).forEach(values::putIfAbsent);
        }
        return values;
    }
}
