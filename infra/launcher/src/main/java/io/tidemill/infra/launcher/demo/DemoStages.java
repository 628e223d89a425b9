package io.tidemill.infra.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemill.infra.launcher.feed.GatewayClient;
import io.tidemill.infra.launcher.stack.Addresses;
import io.tidemill.ingestion.eventreplay.feed.CloudEventJson;
import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topics;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Waits until what was sent has come through every stage, measures, and counts. */
public final class DemoStages implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PROBES = 5;
    private static final int QUESTIONS = 300;

    private final Addresses addresses;
    private final DemoApi api;
    private final PrintWriter out;
    private final boolean terminal;
    private final LakeCounts lake;
    private final ReadersProgress readers;
    private final TopicCount decisions;
    private final TopicCount actions;
    private final Map<String, Set<String>> viewsByType;
    private boolean complete = true;

    /**
     * @param definitions the folder with the features
     * @param out where progress goes
     * @param terminal whether lines can be drawn again
     * @throws IOException if the definitions cannot be read
     */
    public DemoStages(Addresses addresses, Path definitions, DemoApi api, PrintWriter out, boolean terminal)
            throws IOException {
        this.addresses = addresses;
        this.api = api;
        this.out = out;
        this.terminal = terminal;
        viewsByType = FeatureDefinitions.read(definitions).views().stream()
                .collect(Collectors.groupingBy(
                        StreamFeatureView::source,
                        Collectors.mapping(StreamFeatureView::name, Collectors.toUnmodifiableSet())));
        lake = new LakeCounts(addresses.catalogUri());
        readers = new ReadersProgress(addresses.kafka());
        decisions = new TopicCount(addresses.kafka(), Topics.DECISIONS);
        actions = new TopicCount(addresses.kafka(), Topics.ACTIONS);
    }

    /** Rows of events in the lake now. */
    public long lakeRows() throws IOException, SQLException {
        return lake.rows(EventTypes.business());
    }

    /** Whether every stage came to its end in time. */
    public boolean complete() {
        return complete;
    }

    /** Waits for every stage; one that stands still for five minutes is given up. */
    public void await(WatchedEvents sent) throws Exception {
        stage("in the lake", "events", () -> {
            Amount read = readers.of("tidemill.lake-sink.events", EventTypes.business());
            long rows = lakeRows();
            return read.complete()
                    ? new Amount(rows, sent.distinct())
                    : new Amount(Math.min(rows, sent.distinct() - 1), sent.distinct());
        });
        stage("features", "events read", () -> readers.of("tidemill.streaming-features.events", viewsByType.keySet()));
        stage("decisions", "events read", () -> readers.of("tidemill.decisions-events", EventTypes.business()));
        CompletedDays days = new CompletedDays(addresses.postgres());
        long expected = sent.days().values().stream().mapToLong(Set::size).sum();
        stage("days", "days of tables complete", () -> new Amount(days.of(sent.days()), expected));
        stage("trainings", "runs ended", () -> {
            List<String> states =
                    runs().stream().map(run -> run.at("/state/status").asText()).toList();
            long open = states.stream()
                    .filter(state -> state.matches("pending|running"))
                    .count();
            return new Amount(states.size() - open, states.size());
        });
    }

    /** Measures each stage with events and questions of its own; the events are like one that was sent. */
    public List<Latency> measure(CloudEventJson like, Instant time, List<CloudEventJson> asked, GatewayClient gateway)
            throws Exception {
        out.println("measuring latencies");
        out.flush();
        List<Latency> latencies = new ArrayList<>(probe(like, time, gateway));
        List<Long> decided = new ArrayList<>();
        List<Long> predicted = new ArrayList<>();
        JsonNode models = api.get("/api/models").path("models");
        for (int question = 0; question < QUESTIONS && !asked.isEmpty(); question++) {
            CloudEventJson event = asked.get(question % asked.size());
            ObjectNode body =
                    JSON.createObjectNode().put("eventType", event.type()).put("entityId", event.subject());
            body.set("data", JSON.readTree(event.json()).path("data"));
            decided.add(timed(() -> api.send("POST", "/api/decisions", body.toString(), "0")));
            if (models.at("/0/aliases").has("champion")) {
                String person = JSON.createObjectNode()
                        .put("userId", event.subject())
                        .set("features", JSON.createObjectNode())
                        .toString();
                predicted.add(timed(() ->
                        api.send("POST", "/api/predict/" + models.at("/0/name").asText(), person, "0")));
            }
        }
        if (!decided.isEmpty()) {
            latencies.add(Latency.of("decision over HTTP", decided));
        }
        if (!predicted.isEmpty()) {
            latencies.add(Latency.of("prediction over HTTP", predicted));
        }
        JsonNode rule = api.get("/api/rules").at("/rules/0");
        if (!rule.isMissingNode()) {
            JsonNode saved = api.send(
                    "PUT",
                    "/api/rules/" + rule.path("id").asText() + "?wait=20s",
                    rule.path("document").toString(),
                    rule.path("version").asText());
            long nanos = (long) (saved.at("/live/seconds").asDouble() * 1e9);
            latencies.add(Latency.of(
                    "rule edit -> live on " + saved.at("/live/liveWorkers").asInt() + " of "
                            + saved.at("/live/workers").asInt() + " workers",
                    List.of(nanos)));
        }
        return latencies;
    }

    /** How many events {@link #measure} sends. */
    public static int probes() {
        return PROBES;
    }

    private List<Latency> probe(CloudEventJson like, Instant time, GatewayClient gateway) throws Exception {
        List<Long> inLake = new ArrayList<>();
        List<Long> readable = new ArrayList<>();
        String view = viewsByType.getOrDefault(like.type(), Set.of()).stream()
                .sorted()
                .findFirst()
                .orElse("");
        for (int probe = 0; probe < PROBES; probe++) {
            String name = "demo-" + System.currentTimeMillis() + "-" + probe;
            ObjectNode event = (ObjectNode) JSON.readTree(like.json());
            event.put("id", name)
                    .put("subject", name)
                    .put("time", time.plusSeconds(probe).toString());
            ObjectNode data = event.withObject("/data");
            data.fieldNames().forEachRemaining(field -> {
                if (data.path(field).asText().equals(like.subject())) {
                    data.put(field, name);
                }
            });
            long rows = lakeRows();
            gateway.send(List.of(event.toString()));
            long began = System.nanoTime();
            boolean seenInLake = false;
            boolean seenInStore = view.isEmpty();
            while ((!seenInLake || !seenInStore) && System.nanoTime() - began < PATIENCE.toNanos() / PROBES) {
                if (!seenInStore
                        && api.get("/api/features?view=" + view + "&entity=member&ids=" + name)
                                .at("/results/0")
                                .hasNonNull("eventTime")) {
                    seenInStore = true;
                    readable.add(System.nanoTime() - began);
                }
                if (!seenInLake && lakeRows() > rows) {
                    seenInLake = true;
                    inLake.add(System.nanoTime() - began);
                }
            }
        }
        List<Latency> latencies = new ArrayList<>();
        if (!readable.isEmpty()) {
            latencies.add(Latency.of("accepted -> feature readable", readable));
        }
        if (!inLake.isEmpty()) {
            latencies.add(Latency.of("accepted -> visible in the lake", inLake));
        }
        return latencies;
    }

    /** Counts everything, by the name it is shown under. */
    public Map<String, Object> counts(WatchedEvents sent, long accepted, long refused, long rowsBefore)
            throws Exception {
        stage(
                "decisions in the lake",
                "rows",
                () -> new Amount(lake.rows(List.of(EventTypes.DECISION_MADE)), decisions.records()));
        long rows = lakeRows();
        StoreCounts store = StoreCounts.ask(addresses.redis());
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("events accepted", accepted);
        counts.put("events refused", refused);
        counts.put("events sent twice", sent.repeats());
        counts.put("events in the lake", rows);
        long dead = lake.rows(List.of(EventTypes.DEAD_LETTER));
        counts.put("duplicates dropped", accepted - (rows - rowsBefore) - dead);
        counts.put("dead letters", dead);
        counts.put("feature rows written", store.written());
        counts.put("feature rows read", store.read());
        counts.put("decisions", decisions.records());
        counts.put("decisions in the lake", lake.rows(List.of(EventTypes.DECISION_MADE)));
        counts.put("actions", actions.records());
        counts.put("days completed", new CompletedDays(addresses.postgres()).of(sent.days()));
        List<JsonNode> runs = runs();
        counts.put("training runs", (long) runs.size());
        runs.stream()
                .collect(Collectors.groupingBy(run -> run.at("/state/status").asText(), Collectors.counting()))
                .forEach((state, count) -> counts.put("  " + state, count));
        for (JsonNode model : api.get("/api/models").path("models")) {
            long champion = model.at("/aliases/champion").asLong();
            String auc = runs.stream()
                    .filter(run -> run.at("/state/version").asLong() == champion
                            && run.path("model").equals(model.path("name")))
                    .map(run -> String.format(
                            Locale.ROOT, ", AUC %.4f", run.at("/state/auc").asDouble()))
                    .findFirst()
                    .orElse("");
            counts.put("champion", model.path("name").asText() + " version " + champion + auc);
            counts.put(
                    "report",
                    addresses.api() + "/api/models/" + model.path("name").asText() + "/versions/"
                            + model.path("latestVersion").asText() + "/report.html");
        }
        return counts;
    }

    private List<JsonNode> runs() throws IOException, InterruptedException {
        List<JsonNode> runs = new ArrayList<>();
        api.get("/api/runs?limit=1000").path("runs").forEach(runs::add);
        return runs;
    }

    private static long timed(Callable<?> call) throws Exception {
        long began = System.nanoTime();
        Object unused = call.call();
        return System.nanoTime() - began;
    }

    private void stage(String name, String unit, Callable<Amount> now) throws Exception {
        complete &= new StageProgress(name, unit, PATIENCE, out, terminal).awaitEnd(now);
    }

    @Override
    public void close() {
        readers.close();
        decisions.close();
        actions.close();
    }
}
