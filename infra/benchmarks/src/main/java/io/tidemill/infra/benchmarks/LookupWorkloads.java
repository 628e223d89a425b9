package io.tidemill.infra.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemill.featurejobs.featurelookup.protocol.FeatureList;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesRequest;
import io.tidemill.featurejobs.featurelookup.protocol.RepeatedValue;
import io.tidemill.featurejobs.featurelookup.protocol.Value;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** All features of some members, by each way that there is, and by none: the members of one request follow those of the last. */
final class LookupWorkloads {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SERVING = List.of("servers", "redis");

    private final FilledStore store;
    private final int count;
    private final AtomicLong next = new AtomicLong();
    private final List<String> references;

    /** @param count members a request */
    LookupWorkloads(FilledStore store, int count) {
        this.store = store;
        this.count = count;
        this.references = store.view().features().stream()
                .map(feature -> store.view().name() + ":" + feature)
                .toList();
    }

    /** {@code GET /api/features}. */
    Workload view(Api api) {
        return new Workload(
                name("GET /api/features"),
                () -> api.get("/api/features?view=" + store.view().name() + "&ids="
                        + members().collect(Collectors.joining(","))),
                SERVING);
    }

    /** {@code POST /get-online-features}. */
    Workload feast(Api api) {
        return new Workload(
                name("POST /get-online-features"),
                () -> api.post("/get-online-features", "application/json", json()),
                SERVING);
    }

    /** Feast's gRPC service. */
    Workload grpc(FeatureClient client) {
        return new Workload(name("gRPC"), () -> client.features(message()), SERVING);
    }

    /**
     * The read from Redis and its decoding, without a server.
     *
     * @param threads where it is done
     * @param cpu milliseconds of those threads
     */
    Workload bare(OnlineStoreReader reader, Executor threads, DoubleSupplier cpu) {
        return new Workload(
                name("bare read"),
                () -> {
                    List<EntityKey> keys = numbers().mapToObj(store::key).toList();
                    return CompletableFuture.supplyAsync(() -> reader.read(store.view(), keys), threads);
                },
                List.of("redis"),
                Map.of("reader", cpu));
    }

    private String name(String way) {
        return way + " of " + count + " x " + store.view().features().size();
    }

    private String json() {
        try {
            return JSON.writeValueAsString(Map.of(
                    "features",
                    references,
                    "entities",
                    Map.of(FilledStore.JOIN_KEY, members().toList())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private GetOnlineFeaturesRequest message() {
        RepeatedValue.Builder ids = RepeatedValue.newBuilder();
        members().forEach(member -> ids.addVal(Value.newBuilder().setStringVal(member)));
        return GetOnlineFeaturesRequest.newBuilder()
                .setFeatures(FeatureList.newBuilder().addAllVal(references))
                .putEntities(FilledStore.JOIN_KEY, ids.build())
                .build();
    }

    private Stream<String> members() {
        return numbers().mapToObj(store::member);
    }

    private LongStream numbers() {
        long first = next.getAndAdd(count);
        return LongStream.range(first, first + count);
    }
}
