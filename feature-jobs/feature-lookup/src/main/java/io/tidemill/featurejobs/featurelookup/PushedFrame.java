package io.tidemill.featurejobs.featurelookup;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.schemas.featureviews.Entity;
import io.tidemill.schemas.featureviews.ValueType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The columns of a push, {@code df} in Feast's words: lists of one length by name. Whatever is wrong names its place. */
final class PushedFrame {
    /** How many rows one push may have. */
    static final int MOST_ROWS = 10_000;

    /** The column of event times, as Feast calls it unless told otherwise. */
    static final String TIME = "event_timestamp";

    /** When Feast's clients made the row: nothing is told by it here. */
    private static final String CREATED = "created";

    private static final Duration AHEAD = Duration.ofMinutes(5);

    private final JsonNode columns;
    private final int size;

    private PushedFrame(JsonNode columns, int size) {
        this.columns = columns;
        this.size = size;
    }

    /** @param expected the columns it must have, and beside which it must have no others */
    static PushedFrame of(JsonNode df, Set<String> expected) {
        if (!df.isObject()) {
            throw ProblemException.invalid("df", "expected an object of lists by column");
        }
        df.fieldNames().forEachRemaining(name -> {
            if (!expected.contains(name) && !name.equals(TIME) && !name.equals(CREATED)) {
                throw ProblemException.invalid(
                        "df." + name,
                        "no view of the push source has it: expected " + String.join(", ", new TreeSet<>(expected))
                                + " and " + TIME);
            }
        });
        JsonNode times = column(df, TIME);
        if (times.isEmpty() || times.size() > MOST_ROWS) {
            throw ProblemException.invalid("df." + TIME, times.size() + " rows: expected 1 to " + MOST_ROWS);
        }
        for (String name : expected) {
            int length = column(df, name).size();
            if (length != times.size()) {
                throw ProblemException.invalid(
                        "df." + name, length + " values, but " + times.size() + " of " + TIME + ": expected as many");
            }
        }
        return new PushedFrame(df, times.size());
    }

    int size() {
        return size;
    }

    /**
     * The times of the rows; one without a zone is in UTC.
     *
     * @param now a time that is more than five minutes later is refused: nothing could replace its row until then
     */
    List<Instant> times(Instant now) {
        return each(TIME, (field, value) -> {
            Instant time = time(value)
                    .orElseThrow(() -> ProblemException.invalid(
                            field, shown(value) + " is no time: expected one such as 2026-01-02T03:04:05Z"));
            if (time.isAfter(now.plus(AHEAD))) {
                throw ProblemException.invalid(
                        field, time + " is in the future: expected at most five minutes after " + now);
            }
            return time;
        });
    }

    List<EntityKey> keys(Entity entity) {
        return each(entity.joinKey(), (field, value) -> {
            if (!value.isTextual() && !value.isIntegralNumber()) {
                throw EntityIds.neither(field, shown(value));
            }
            return new EntityKey(List.of(EntityIds.read(field, entity, value.asText())));
        });
    }

    /** @param type {@code int64}, {@code double} or {@code string} */
    List<FeatureValue> values(String column, ValueType type) {
        return each(column, (field, value) -> value(value, type)
                .orElseThrow(() -> ProblemException.invalid(
                        field, shown(value) + " is no " + column + ": expected " + type.text() + " or null")));
    }

    private <T> List<T> each(String name, BiFunction<String, JsonNode, T> read) {
        List<T> values = new ArrayList<>(size);
        for (JsonNode value : columns.path(name)) {
            values.add(read.apply("df." + name + "[" + values.size() + "]", value));
        }
        return values;
    }

    private static JsonNode column(JsonNode df, String name) {
        JsonNode column = df.path(name);
        if (!column.isArray()) {
            throw ProblemException.invalid("df." + name, "expected a list of values, one for each row");
        }
        return column;
    }

    private static Optional<FeatureValue> value(JsonNode value, ValueType type) {
        if (value.isNull()) {
            return Optional.of(FeatureValue.NULL);
        }
        return switch (type) {
            case INT64 ->
                value.isIntegralNumber() && value.canConvertToLong()
                        ? Optional.of(FeatureValue.of(value.longValue()))
                        : Optional.empty();
            case DOUBLE ->
                value.isNumber() && Double.isFinite(value.doubleValue())
                        ? Optional.of(FeatureValue.of(value.doubleValue()))
                        : Optional.empty();
            case STRING -> value.isTextual() ? Optional.of(FeatureValue.of(value.textValue())) : Optional.empty();
            default -> throw new IllegalStateException("a pushed feature of type " + type.text());
        };
    }

    private static Optional<Instant> time(JsonNode value) {
        if (!value.isTextual()) {
            return Optional.empty();
        }
        String text = value.textValue().strip().replace(' ', 'T');
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException withoutZone) {
            try {
                return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException none) {
                return Optional.empty();
            }
        }
    }

    private static String shown(JsonNode value) {
        return "'" + value.asText() + "'";
    }
}
