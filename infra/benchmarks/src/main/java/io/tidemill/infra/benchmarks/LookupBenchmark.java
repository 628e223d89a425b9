package io.tidemill.infra.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Features of some entities, from the request to the answer. */
@Command(
        name = "lookup",
        description = "All features of a view through GET /api/features; beside it the bare read and decoding of the"
                + " same entities from Redis, and an empty answer of the same server.",
        mixinStandardHelpOptions = true)
final class LookupBenchmark implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONNECTIONS = 16;

    private final Orders orders;

    @Mixin
    private StackOptions options = new StackOptions();

    @Option(
            names = "--view",
            description = "A view of order.paid. Default: ${DEFAULT-VALUE}",
            defaultValue = "member_orders")
    private String view = "";

    @Option(
            names = "--entities",
            split = ",",
            description = "Entities a request; several, by commas. Default: ${DEFAULT-VALUE}",
            defaultValue = "1,10,100")
    private List<Integer> entities = List.of();

    @Option(
            names = "--members",
            description = "Members that get an order first. Default: ${DEFAULT-VALUE}",
            defaultValue = "1000")
    private int members = 1000;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    LookupBenchmark(Clock clock) {
        this.orders = new Orders(clock);
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        RunningStack stack = options.stack();
        Api api = new Api(stack);
        prepare(api);
        JsonNode example =
                JSON.readTree(api.get(path(1, 1)).toCompletableFuture().get());
        List<String> features = new ArrayList<>();
        example.at("/results/0/features").fieldNames().forEachRemaining(features::add);
        OnlineView stored = OnlineView.of(view, features);
        String[] redis = stack.redis().split(":");
        OnlineStoreConfig config = OnlineStoreConfig.of(
                redis[0], Integer.parseInt(redis[1]), example.path("project").asText());
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try (OnlineStoreReader reader = OnlineStoreReader.open(config)) {
            List<Workload> workloads = new ArrayList<>();
            for (int count : entities) {
                workloads.add(ours(api, count, features.size()));
                workloads.add(bare(reader, stored, example.path("joinKey").asText(), count, threads));
            }
            workloads.add(GatewayBenchmark.emptyAnswer(api));
            options.measure(
                    stack,
                    workloads,
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr());
        } finally {
            threads.shutdownNow();
        }
        return 0;
    }

    /** An order for each member, and a wait until the last has its features. */
    private void prepare(Api api) throws IOException, InterruptedException, ExecutionException {
        List<CompletableFuture<String>> sent = new ArrayList<>();
        for (int number = 0; number < members; number++) {
            sent.add(orders.sendTo(api).toCompletableFuture());
            if (sent.size() == CONNECTIONS) {
                CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get();
                sent.clear();
            }
        }
        JsonNode last;
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        do {
            last = JSON.readTree(api.get(path(members, 1)).toCompletableFuture().get());
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no features of " + Orders.member(members) + " after a minute");
            }
        } while (last.at("/results/0/eventTime").isNull());
    }

    private Workload ours(Api api, int count, int features) {
        AtomicLong next = new AtomicLong(1);
        return new Workload(
                "lookup of " + count + " x " + features,
                () -> api.get(path(next.getAndAdd(count), count)),
                List.of("servers", "redis"));
    }

    private Workload bare(OnlineStoreReader reader, OnlineView stored, String joinKey, int count, Executor threads) {
        AtomicLong next = new AtomicLong(1);
        return new Workload(
                "bare read of " + count + " x " + stored.features().size(),
                () -> {
                    long first = next.getAndAdd(count);
                    List<EntityKey> keys = numbers(first, count)
                            .mapToObj(number -> EntityKey.of(joinKey, Orders.member(number)))
                            .toList();
                    return CompletableFuture.supplyAsync(() -> reader.read(stored, keys), threads);
                },
                List.of("redis"));
    }

    private String path(long first, int count) {
        return "/api/features?view=" + view + "&ids="
                + numbers(first, count).mapToObj(Orders::member).collect(Collectors.joining(","));
    }

    private LongStream numbers(long first, int count) {
        return LongStream.range(first, first + count).map(number -> 1 + (number - 1 + members) % members);
    }
}
