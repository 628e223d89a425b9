package io.tidemill.featurejobs.featureconsistency.lake;

import io.tidemill.featurejobs.featureconsistency.comparison.ServedRow;
import io.tidemill.schemas.contracts.LakeTables;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/** The rows of the feature log of one day. */
public final class ServedRows {
    private static final String VIEW = "view";
    private static final String JOIN_KEYS = "joinKeys";
    private static final List<String> COLUMNS = List.of(
            LakeTables.EVENT_SUBJECT, VIEW, JOIN_KEYS, "definition", "servedAt", "askedFor", "storedAt", "values");

    private final PinnedTable log;
    private final long from;
    private final long to;

    /** @param upTo rows that were served from then on are left out */
    public ServedRows(PinnedTable log, LocalDate day, Instant upTo) {
        this.log = log;
        Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = start.plus(Duration.ofDays(1));
        this.from = start.toEpochMilli();
        this.to = (upTo.isBefore(end) ? upTo : end).toEpochMilli();
    }

    /** The instant before which all of them were served, in epoch milliseconds. */
    public long end() {
        return to;
    }

    /** How many rows each view has. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        log.read(ofDay(), List.of(VIEW), row -> counts.merge((String) row.getField(VIEW), 1L, Long::sum));
        return counts;
    }

    /** The rows of a view of one part of the entities, by the order they were served; those of several join keys left out. */
    public List<ServedRow> of(String view, int part, int parts) {
        List<ServedRow> rows = new ArrayList<>();
        log.read(Expressions.and(ofDay(), Expressions.equal(VIEW, view)), COLUMNS, row -> {
            String entity = (String) row.getField(LakeTables.EVENT_SUBJECT);
            if (Math.floorMod(entity.hashCode(), parts) == part && ((Map<?, ?>) row.getField(JOIN_KEYS)).size() == 1) {
                rows.add(served(entity, row));
            }
        });
        rows.sort(Comparator.comparingLong(ServedRow::servedAt));
        return rows;
    }

    private Expression ofDay() {
        return Expressions.and(
                Expressions.greaterThanOrEqual(LakeTables.EVENT_TIME, Math.multiplyExact(from, 1000L)),
                Expressions.lessThan(LakeTables.EVENT_TIME, Math.multiplyExact(to, 1000L)));
    }

    private static ServedRow served(String entity, Record row) {
        List<ServedRow.Value> values = new ArrayList<>();
        for (Object value : (List<?>) row.getField("values")) {
            values.add(value((Record) value));
        }
        OffsetDateTime storedAt = (OffsetDateTime) row.getField("storedAt");
        return new ServedRow(
                entity,
                (String) row.getField("definition"),
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
