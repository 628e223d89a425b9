package io.tidemill.infra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Features of some entities, from the request to the answer. */
@Command(
        name = "lookup",
        description = "All features of a view over HTTP and gRPC; beside it the bare read and decoding of the same"
                + " entities from Redis, and an empty answer of the same server. The CPU of the bare read is that of its threads"
                + " in this process.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Writes values of doubles for members called benchmark-N itself. Wants a stack with the view:",
            "  ./tidemill up --detach --data /tmp/lookup --definitions infra/benchmarks/definitions",
            "  infra/benchmarks/measure lookup --data /tmp/lookup --of-capacity 25,50,75,90"
        })
final class LookupBenchmark implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONNECTIONS = 16;

    /** The warm-up where capacities were measured, which warmed everything. */
    private static final Duration AFTER_CAPACITY = Duration.ofSeconds(2);

    private final Clock clock;

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(
            names = "--view",
            description = "A view of members, whose features are all doubles. Default: ${DEFAULT-VALUE}",
            defaultValue = "fifty")
    private String view = "";

    @Option(
            names = "--entities",
            split = ",",
            description = "Entities a request; several, by commas. Default: ${DEFAULT-VALUE}",
            defaultValue = "1,10,100")
    private List<Integer> entities = List.of();

    @Option(names = "--members", description = "In the store. Default: ${DEFAULT-VALUE}", defaultValue = "10000")
    private int members;

    @Option(
            names = "--of-capacity",
            split = ",",
            description =
                    "Measures first the most each way carries, 16 requests at once, and then each at these percents of"
                            + " its own, in place of --rate")
    private List<Integer> percents = List.of();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LookupBenchmark(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        RunningStack stack = options.stack();
        Api api = new Api(stack);
        FilledStore store = store(stack, api);
        store.fill(clock.instant());
        ThreadCpu measured = new ThreadCpu();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS, measured);
        try (OnlineStoreReader reader = OnlineStoreReader.open(store.config());
                FeatureClient client = new FeatureClient(stack)) {
            List<Workload> workloads = new ArrayList<>();
            for (int count : entities) {
                LookupWorkloads lookups = new LookupWorkloads(store, count);
                workloads.add(lookups.bare(reader, threads, measured::millis));
                workloads.add(lookups.grpc(client));
                workloads.add(lookups.feast(api));
                workloads.add(lookups.view(api));
            }
            workloads.add(GatewayBenchmark.emptyAnswer(api));
            if (percents.isEmpty()) {
                options.measure(
                        stack,
                        workloads,
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr());
            } else {
                ofCapacity(stack, workloads);
            }
        } finally {
            threads.shutdownNow();
        }
        return 0;
    }

    private FilledStore store(RunningStack stack, Api api)
            throws IOException, InterruptedException, ExecutionException {
        JsonNode example = JSON.readTree(api.get("/api/features?view=" + view + "&ids=benchmark-0")
                .toCompletableFuture()
                .get());
        List<String> features = new ArrayList<>();
        example.at("/results/0/features").fieldNames().forEachRemaining(features::add);
        String[] redis = stack.redis().split(":");
        OnlineStoreConfig config = OnlineStoreConfig.of(
                redis[0], Integer.parseInt(redis[1]), example.path("project").asText());
        return new FilledStore(config, OnlineView.of(view, features), members);
    }

    private void ofCapacity(RunningStack stack, List<Workload> workloads) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter capacities = options.json() ? spec.commandLine().getErr() : out;
        Map<Workload, Double> most = most(workloads, capacities);
        Rounds rounds = new Rounds(stack.pids(), spec.commandLine().getErr());
        List<Measurement> measurements = new ArrayList<>();
        for (int percent : percents) {
            measurements.addAll(rounds.measure(
                    options.rounds(),
                    workload -> new Pace(
                            most.getOrDefault(workload, 0.0) * percent / 100, AFTER_CAPACITY, options.measured()),
                    workloads));
        }
        options.print(measurements, out);
    }

    /** The most of each a second, printed as it is known. */
    private Map<Workload, Double> most(List<Workload> workloads, PrintWriter out) {
        Map<Workload, Double> most = new LinkedHashMap<>();
        out.println("| what | most/s | failed |\n|---|---|---|");
        for (Workload workload : workloads) {
            ClosedLoop.run(workload.operation(), CONNECTIONS, options.warmUp());
            ClosedLoop.Capacity capacity = ClosedLoop.run(workload.operation(), CONNECTIONS, options.measured());
            out.printf(Locale.ROOT, "| %s | %.0f | %d |%n", workload.name(), capacity.perSecond(), capacity.failed());
            out.flush();
            most.put(workload, capacity.perSecond());
        }
        out.println();
        return most;
    }
}
