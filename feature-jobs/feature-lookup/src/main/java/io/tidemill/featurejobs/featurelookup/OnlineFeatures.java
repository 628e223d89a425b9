package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.Entity;
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
    private final ServedFeatures served;

    OnlineFeatures(OnlineStoreReader reader, StoreCircuit circuit, ServedFeatures served) {
        this.reader = reader;
        this.circuit = circuit;
        this.served = served;
    }

    /** The same, for a request of somebody. */
    OnlineFeatures to(Caller caller) {
        return new OnlineFeatures(reader, circuit, served.to(caller));
    }

    /**
     * One column per feature, in order, and in it one cell per row of keys.
     *
     * @param keys by the entities of a view, all of one length, with a list for every feature's entities
     */
    List<List<FoundFeature>> read(
            List<PlannedFeature> features, Map<List<Entity>, List<EntityKey>> keys, Instant asked) {
        Map<List<Entity>, List<OnlineView>> views = viewsByEntities(features);
        List<OnlineLookup> lookups = new ArrayList<>();
        Map<List<Entity>, Integer> starts = new LinkedHashMap<>();
        views.forEach((entities, wanted) -> {
            starts.put(entities, lookups.size());
            keys.getOrDefault(entities, List.of()).forEach(key -> lookups.add(new OnlineLookup(key, wanted)));
        });
        List<List<OnlineRow>> rows = read(lookups);
        served.log(rows, features, asked);
        List<List<FoundFeature>> columns = new ArrayList<>(features.size());
        for (PlannedFeature feature : features) {
            List<Entity> entities = feature.entities();
            int view = views.getOrDefault(entities, List.of()).indexOf(feature.onlineView());
            int start = starts.getOrDefault(entities, 0);
            int count = keys.getOrDefault(entities, List.of()).size();
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

    private static Map<List<Entity>, List<OnlineView>> viewsByEntities(List<PlannedFeature> features) {
        Map<List<Entity>, Set<OnlineView>> views = new LinkedHashMap<>();
        for (PlannedFeature feature : features) {
            views.computeIfAbsent(feature.entities(), entities -> new LinkedHashSet<>())
                    .add(feature.onlineView());
        }
        Map<List<Entity>, List<OnlineView>> lists = new LinkedHashMap<>();
        views.forEach((entities, set) -> lists.put(entities, List.copyOf(set)));
        return lists;
    }
}
