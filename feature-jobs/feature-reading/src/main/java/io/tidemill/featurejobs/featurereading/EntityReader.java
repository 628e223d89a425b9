package io.tidemill.featurejobs.featurereading;

import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.schemas.featureviews.Entity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads planned features of one entity: everything that is asked for in one round trip. Safe for use by many threads. */
public final class EntityReader {
    private final RowSource rows;

    public EntityReader(RowSource rows) {
        this.rows = rows;
    }

    /**
     * Features by what was planned; one of several entities, or of an entity that cannot be called so, is left out.
     *
     * @param id of the entity
     * @param given asked for row 0
     * @param asked the instant that ages and times since an event are counted to
     * @throws io.tidemill.infra.httpserver.problems.ProblemException with status 503 if they cannot be had now
     */
    public Map<PlannedColumn, FoundFeature> read(
            Collection<PlannedColumn> columns, String id, GivenValues given, Instant asked) {
        Map<List<Entity>, Optional<EntityKey>> keys = new HashMap<>();
        Map<EntityKey, Set<OnlineView>> views = new LinkedHashMap<>();
        Map<PlannedColumn, FoundFeature> found = new IdentityHashMap<>();
        List<PlannedColumn> readable = new ArrayList<>();
        for (PlannedColumn column : columns) {
            if (column.stored().stream()
                    .allMatch(feature -> key(feature, id, keys).isPresent())) {
                readable.add(column);
                column.stored().forEach(feature -> views.computeIfAbsent(
                                key(feature, id, keys).orElseThrow(), none -> new LinkedHashSet<>())
                        .add(feature.onlineView()));
            }
        }
        Map<OnlineView, OnlineRow> read = rows(views);
        readable.forEach(column -> found.put(column, found(column, read, given, asked)));
        return found;
    }

    private Map<OnlineView, OnlineRow> rows(Map<EntityKey, Set<OnlineView>> views) {
        Map<OnlineView, OnlineRow> read = new IdentityHashMap<>();
        if (!views.isEmpty()) {
            rows.read(views.entrySet().stream()
                            .map(entry -> new OnlineLookup(entry.getKey(), List.copyOf(entry.getValue())))
                            .toList())
                    .forEach(ofEntity -> ofEntity.forEach(row -> read.put(row.view(), row)));
        }
        return read;
    }

    private static FoundFeature found(
            PlannedColumn column, Map<OnlineView, OnlineRow> rows, GivenValues given, Instant asked) {
        List<FoundFeature> stored = column.stored().stream()
                .map(feature -> FoundFeature.of(row(rows, feature), feature, asked))
                .toList();
        return column instanceof PlannedComputation computation
                ? computation
                        .column(stored.stream().map(List::of).toList(), given, 1)
                        .get(0)
                : stored.get(0);
    }

    private static OnlineRow row(Map<OnlineView, OnlineRow> rows, PlannedFeature feature) {
        @Nullable OnlineRow row = rows.get(feature.onlineView());
        if (row == null) {
            throw new IllegalStateException("no row of view " + feature.onlineView() + " was read");
        }
        return row;
    }

    /** A subject that is no key of an entity's type is no entity of this kind, so it has no features. */
    private static Optional<EntityKey> key(
            PlannedFeature feature, String id, Map<List<Entity>, Optional<EntityKey>> keys) {
        return feature.entities().size() == 1
                ? keys.computeIfAbsent(feature.entities(), entities -> EntityKey.read(entities, id))
                : Optional.empty();
    }
}
