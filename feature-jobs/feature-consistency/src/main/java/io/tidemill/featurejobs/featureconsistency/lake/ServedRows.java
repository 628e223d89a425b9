package io.tidemill.featurejobs.featureconsistency.lake;

import io.tidemill.featurejobs.featureconsistency.comparison.ServedRow;
import io.tidemill.schemas.contracts.LakeTables;
import io.tidemill.schemas.featureviews.CompositeId;
import io.tidemill.schemas.featureviews.StreamFeatureView;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/** The feature log: what requests for features were told. */
public final class ServedRows implements ServedSource {
    private static final String VIEW = "view";
    private static final String JOIN_KEYS = "joinKeys";
    private static final List<String> COLUMNS =
            List.of(VIEW, JOIN_KEYS, "definition", "servedAt", "askedFor", "storedAt", "values");

    private final PinnedTable log;
    private final DayBounds bounds;

    public ServedRows(PinnedTable log, DayBounds bounds) {
        this.log = log;
        this.bounds = bounds;
    }

    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        log.read(
                bounds.hold(LakeTables.EVENT_TIME),
                List.of(VIEW),
                row -> counts.merge((String) row.getField(VIEW), 1L, Long::sum));
        return counts;
    }

    @Override
    public List<ServedRow> of(StreamFeatureView view, List<String> joinKeys, int part, int parts) {
        List<ServedRow> rows = new ArrayList<>();
        Expression wanted = Expressions.and(bounds.hold(LakeTables.EVENT_TIME), Expressions.equal(VIEW, view.name()));
        log.read(wanted, COLUMNS, row -> {
            Optional<String> entity = entity((Map<?, ?>) row.getField(JOIN_KEYS), joinKeys);
            entity.filter(id -> Math.floorMod(id.hashCode(), parts) == part).ifPresent(id -> rows.add(served(id, row)));
        });
        return rows;
    }

    /** The entity, or entities, as events name them; empty if the row is about others. */
    private static Optional<String> entity(Map<?, ?> served, List<String> joinKeys) {
        Map<String, String> values = new HashMap<>();
        served.forEach((joinKey, value) -> values.put(joinKey.toString(), value.toString()));
        return values.keySet().equals(Set.copyOf(joinKeys))
                ? Optional.of(CompositeId.of(joinKeys.stream().map(values::get).toList()))
                : Optional.empty();
    }

    private static ServedRow served(String entity, Record row) {
        List<ServedRow.Value> values = new ArrayList<>();
        for (Object value : (List<?>) row.getField("values")) {
            values.add(value((Record) value));
        }
        OffsetDateTime storedAt = (OffsetDateTime) row.getField("storedAt");
        return new ServedRow(
                ServedRow.Reader.LOOKUP,
                entity,
                Optional.of((String) row.getField("definition")),
                PinnedTable.millis(row, "servedAt"),
                PinnedTable.millis(row, "askedFor"),
                storedAt == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(storedAt.toInstant().toEpochMilli()),
                values);
    }

    private static ServedRow.Value value(Record value) {
        return new ServedRow.Value(
                (String) value.getField("feature"), (String) value.getField("status"), stored(value));
    }

    private static @Nullable Object stored(Record value) {
        String type = (String) value.getField("type");
        return switch (type) {
            case "NULL" -> null;
            case "INT64", "INT32", "UNIX_TIMESTAMP" -> value.getField("whole");
            case "DOUBLE", "FLOAT" -> value.getField("number");
            case "STRING", "BOOL", "BYTES" -> value.getField("text");
            default -> items(type, (List<?>) value.getField("items"));
        };
    }

    private static List<Object> items(String type, @Nullable List<?> items) {
        Set<String> whole = Set.of("INT64_LIST", "INT32_LIST", "UNIX_TIMESTAMP_LIST");
        Set<String> fractions = Set.of("DOUBLE_LIST", "FLOAT_LIST");
        List<Object> values = new ArrayList<>();
        for (Object item : items == null ? List.of() : items) {
            String text = Objects.requireNonNull(item).toString();
            if (whole.contains(type)) {
                values.add(Long.parseLong(text));
            } else if (fractions.contains(type)) {
                values.add(Double.parseDouble(text));
            } else {
                values.add(text);
            }
        }
        return values;
    }
}
