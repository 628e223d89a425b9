package io.tidemill.featurejobs.featurelookup;

import io.tidemill.featurejobs.featurereading.FoundFeature;
import io.tidemill.featurejobs.featurereading.PlannedFeature;
import io.tidemill.featurejobs.featurereading.RowSource;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.infra.httpserver.access.Caller;
import io.tidemill.schemas.featureviews.Entity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads planned features of entities: everything that one request asks for is read together. */
final class OnlineFeatures {
    private final RowSource rows;

    private final ServedFeatures served;

    OnlineFeatures(RowSource rows, ServedFeatures served) {
        this.rows = rows;
        this.served = served;
    }

    /** The same, for a request of somebody. */
    OnlineFeatures to(Caller caller) {
        return new OnlineFeatures(rows, served.to(caller));
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
        List<List<OnlineRow>> found = rows.read(lookups);
        served.log(found, features, asked);
        List<List<FoundFeature>> columns = new ArrayList<>(features.size());
        for (PlannedFeature feature : features) {
            List<Entity> entities = feature.entities();
            int view = views.getOrDefault(entities, List.of()).indexOf(feature.onlineView());
            int start = starts.getOrDefault(entities, 0);
            int count = keys.getOrDefault(entities, List.of()).size();
            List<FoundFeature> column = new ArrayList<>(count);
            for (int row = start; row < start + count; row++) {
                column.add(FoundFeature.of(found.get(row).get(view), feature, asked));
            }
            columns.add(column);
        }
        return columns;
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
