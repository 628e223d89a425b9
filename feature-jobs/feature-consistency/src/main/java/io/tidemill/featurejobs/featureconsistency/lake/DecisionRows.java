package io.tidemill.featurejobs.featureconsistency.lake;

import io.tidemill.featurejobs.featureconsistency.comparison.ServedRow;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.featureviews.Feature;
import io.tidemill.schemas.featureviews.Sensitivity;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import io.tidemill.schemas.featureviews.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * What decisions read, as their receipts tell. A receipt was written when the store was read, whatever time its decision is of. It
 * leaves out values that were missing or too old, and the version of the definition.
 */
public final class DecisionRows implements ServedSource {
    private static final String ENTITY = "entityId";
    private static final String DECIDED_AT = "decidedAt";
    private static final String FEATURES = "features";
    private static final String TIMES = "featureTimes";
    private static final double MILLISECONDS = 1000;

    private final PinnedTable decisions;
    private final DayBounds bounds;

    public DecisionRows(PinnedTable decisions, DayBounds bounds) {
        this.decisions = decisions;
        this.bounds = bounds;
    }

    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        decisions.read(bounds.hold(LakeTables.INGEST_TIME), List.of(TIMES), row -> times(row)
                .keySet()
                .forEach(view -> counts.merge(view.toString(), 1L, Long::sum)));
        return counts;
    }

    /** A decision is about one entity. */
    @Override
    public List<ServedRow> of(StreamFeatureView view, List<String> joinKeys, int part, int parts) {
        List<ServedRow> rows = new ArrayList<>();
        if (joinKeys.size() > 1) {
            return rows;
        }
        List<String> columns = List.of(ENTITY, DECIDED_AT, FEATURES, TIMES, LakeTables.INGEST_TIME);
        decisions.read(bounds.hold(LakeTables.INGEST_TIME), columns, row -> {
            String entity = (String) row.getField(ENTITY);
            Long storedAt = time(row, view.name());
            if (storedAt != null && Math.floorMod(entity.hashCode(), parts) == part) {
                rows.add(new ServedRow(
                        ServedRow.Reader.DECISION,
                        entity,
                        Optional.empty(),
                        PinnedTable.millis(row, LakeTables.INGEST_TIME),
                        PinnedTable.millis(row, DECIDED_AT),
                        OptionalLong.of(storedAt),
                        values(row, view)));
            }
        });
        return rows;
    }

    private static Map<?, ?> times(Record row) {
        return row.getField(TIMES) instanceof Map<?, ?> times ? times : Map.of();
    }

    private static @Nullable Long time(Record row, String view) {
        for (Map.Entry<?, ?> time : times(row).entrySet()) {
            if (view.contentEquals(time.getKey().toString())) {
                return (Long) time.getValue();
            }
        }
        return null;
    }

    private static List<ServedRow.Value> values(Record row, StreamFeatureView view) {
        Map<String, Record> told = new HashMap<>();
        if (row.getField(FEATURES) instanceof Map<?, ?> features) {
            features.forEach((reference, value) -> told.put(reference.toString(), (Record) value));
        }
        long decidedAt = PinnedTable.millis(row, DECIDED_AT);
        List<ServedRow.Value> values = new ArrayList<>();
        for (Feature feature : view.features()) {
            if (feature.sensitivity() == Sensitivity.PERSONAL) {
                continue; // Reports show values to whoever may read them.
            }
            Record value = told.get(view.name() + ":" + feature.name());
            Object stored = value == null ? null : stored(feature, value, decidedAt);
            if (stored != null) {
                values.add(new ServedRow.Value(feature.name(), "PRESENT", stored));
            }
        }
        return values;
    }

    /** A receipt has numbers as doubles, and a time since an event in seconds; null for what cannot be told back. */
    private static @Nullable Object stored(Feature feature, Record value, long decidedAt) {
        if (feature.valueType() == ValueType.STRING) {
            return value.getField("string");
        }
        Double number = (Double) value.getField("double");
        if (number == null || feature.valueType().isList()) {
            return null;
        }
        return switch (feature.valueType()) {
            case INT64 -> Math.round(number);
            // An event after the decision was no time ago: how much after is not told.
            case UNIX_TIMESTAMP -> number == 0 ? null : Math.round((decidedAt - number * MILLISECONDS) / MILLISECONDS);
            default -> number;
        };
    }
}
