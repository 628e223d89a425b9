package io.tidemill.featurejobs.trainingsets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events of one type that a training set needs, by entity, each entity's in order of time and each event once. */
final class EventHistory {
    private final List<String> columns;
    private final Map<String, List<LakeRow>> byEntity = new HashMap<>();
    private boolean sorted = true;

    EventHistory(List<String> columns) {
        this.columns = List.copyOf(columns);
    }

    List<String> columns() {
        return columns;
    }

    void add(String entity, LakeRow row) {
        byEntity.computeIfAbsent(entity, key -> new ArrayList<>(4)).add(row);
        sorted = false;
    }

    Set<String> entities() {
        return byEntity.keySet();
    }

    List<LakeRow> of(String entity) {
        if (!sorted) {
            byEntity.replaceAll((key, rows) -> inOrder(rows));
            sorted = true;
        }
        return byEntity.getOrDefault(entity, List.of());
    }

    @Nullable
    Object value(LakeRow row, String column) {
        return row.values()[columns.indexOf(column)];
    }

    /** The lake holds each event once; should it not, a feature still counts it once. */
    private static List<LakeRow> inOrder(List<LakeRow> rows) {
        rows.sort(null);
        List<LakeRow> once = new ArrayList<>(rows.size());
        for (LakeRow row : rows) {
            if (once.isEmpty() || !once.get(once.size() - 1).sameEvent(row)) {
                once.add(row);
            }
        }
        return once;
    }
}
