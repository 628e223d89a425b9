package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.infra.httpserver.problems.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads planned features of entities: everything one request asks for in one round trip, while the store answers. */
final class OnlineFeatures {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final OnlineStoreReader reader;
    private final StoreCircuit circuit;

    OnlineFeatures(OnlineStoreReader reader, StoreCircuit circuit) {
        this.reader = reader;
        this.circuit = circuit;
    }

    /**
     * One column per feature, in order, and in it one cell per row of keys.
     *
     * @param keys by join key, all of one length, with a list for every feature's entity
     */
    List<List<FoundFeature>> read(List<PlannedFeature> features, Map<String, List<EntityKey>> keys, Instant asked) {
        Map<String, List<OnlineView>> views = viewsByJoinKey(features);
        List<OnlineLookup> lookups = new ArrayList<>();
        Map<String, Integer> starts = new LinkedHashMap<>();
        views.forEach((joinKey, wanted) -> {
            starts.put(joinKey, lookups.size());
            keys.getOrDefault(joinKey, List.of()).forEach(key -> lookups.add(new OnlineLookup(key, wanted)));
        });
        List<List<OnlineRow>> rows = read(lookups);
        List<List<FoundFeature>> columns = new ArrayList<>(features.size());
        for (PlannedFeature feature : features) {
            String joinKey = feature.entity().joinKey();
            int view = views.getOrDefault(joinKey, List.of()).indexOf(feature.stored());
            int start = starts.getOrDefault(joinKey, 0);
            int count = keys.getOrDefault(joinKey, List.of()).size();
            List<FoundFeature> column = new ArrayList<>(count);
            for (int row = start; row < start + count; row++) {
                column.add(FoundFeature.of(rows.get(row).get(view), feature, asked));
            }
            columns.add(column);
        }
        return columns;
    }

    private List<List<OnlineRow>> read(List<OnlineLookup> lookups) {
        try {
            return circuit.call(() -> reader.read(lookups));
        } catch (OnlineStoreException e) {
            if (e.retryable()) {
                throw ProblemException.unavailable("the online store does not answer", RETRY_AFTER)
                        .withCause(e);
            }
            throw e;
        }
    }

    private static Map<String, List<OnlineView>> viewsByJoinKey(List<PlannedFeature> features) {
        Map<String, Set<OnlineView>> views = new LinkedHashMap<>();
        for (PlannedFeature feature : features) {
            views.computeIfAbsent(feature.entity().joinKey(), joinKey -> new LinkedHashSet<>())
                    .add(feature.stored());
        }
        Map<String, List<OnlineView>> lists = new LinkedHashMap<>();
        views.forEach((joinKey, set) -> lists.put(joinKey, List.copyOf(set)));
        return lists;
    }
}
