package io.tidemill.featurejobs.trainingsets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The events of one type that a training set needs, by entity, each entity's in order of time and each event once. Threads
 * may add to it at once; from {@link #complete} on they may read.
 */
final class EventHistory {
    private final List<String> columns;
    private final Map<String, List<LakeRow>> byEntity;
    private final @Nullable Predicate<String> others;

    private EventHistory(
            List<String> columns, Map<String, List<LakeRow>> byEntity, @Nullable Predicate<String> others) {
        this.columns = List.copyOf(columns);
        this.byEntity = byEntity;
        this.others = others;
    }

    /** Of every entity. */
    EventHistory(List<String> columns) {
        this(columns, new ConcurrentHashMap<>(), entity -> true);
    }

    /** Of some entities, who are not known by name. */
    static EventHistory of(List<String> columns, Predicate<String> entities) {
        return new EventHistory(columns, new ConcurrentHashMap<>(), entities);
    }

    /** Of these entities. */
    static EventHistory of(List<String> columns, Set<String> entities) {
        Map<String, List<LakeRow>> byEntity = new HashMap<>(entities.size() * 2);
        entities.forEach(entity -> byEntity.put(entity, new ArrayList<>(0)));
        return new EventHistory(columns, byEntity, null);
    }

    List<String> columns() {
        return columns;
    }

    /** Adds an event, unless nobody asks for the entity's. */
    void add(String entity, LakeRow row) {
        List<LakeRow> rows = byEntity.get(entity);
        if (rows == null) {
            if (others == null || !others.test(entity)) {
                return;
            }
            rows = byEntity.computeIfAbsent(entity, key -> new ArrayList<>(4));
        }
        synchronized (rows) {
            rows.add(row);
        }
    }

    /** Brings what was added into order. */
    void complete() {
        byEntity.values().parallelStream().forEach(EventHistory::order);
    }

    /** Who has an event, or was asked for by name. */
    Set<String> entities() {
        return byEntity.keySet();
    }

    List<LakeRow> of(String entity) {
        return byEntity.getOrDefault(entity, List.of());
    }

    @Nullable
    Object value(LakeRow row, String column) {
        return row.values()[columns.indexOf(column)];
    }

    /** The lake holds each event once; should it not, a feature still counts it once. */
    private static void order(List<LakeRow> rows) {
        if (rows.size() < 2) {
            return;
        }
        rows.sort(null);
        int kept = 1;
        for (int i = 1; i < rows.size(); i++) {
            if (!rows.get(kept - 1).sameEvent(rows.get(i))) {
                rows.set(kept++, rows.get(i));
            }
        }
        rows.subList(kept, rows.size()).clear();
    }
}
