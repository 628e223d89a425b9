package io.tidemill.ingestion.lakesink;

import io.tidemill.ingestion.laketables.TableColumns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that Avro lets pass and a table does not: a decimal with more digits than declared, a time that has no
 * microseconds in 64 bits.
 */
final class RowLimits {
    private static final long FURTHEST_SECOND = Long.MAX_VALUE / 1_000_000;

    private RowLimits() {}

    /** What does not fit, for a person; empty when all does. */
    static Optional<String> violation(IndexedRecord data) {
        for (Schema.Field field : data.getSchema().getFields()) {
            Optional<String> violation = violation(field.schema(), data.get(field.pos()));
            if (violation.isPresent()) {
                return violation.map(text -> field.name() + ": " + text);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> violation(Schema schema, @Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Double) {
            return Optional.empty();
        }
        if (schema.getType() == Schema.Type.UNION) {
            return violation(branch(schema, value), value);
        }
        if (value instanceof BigDecimal decimal) {
            int digits = ((LogicalTypes.Decimal) schema.getLogicalType()).getPrecision();
            return decimal.precision() <= digits
                    ? Optional.empty()
                    : Optional.of(decimal.precision() + " digits, expected at most " + digits);
        }
        if (value instanceof Instant instant) {
            return Math.abs(instant.getEpochSecond()) < FURTHEST_SECOND
                    ? Optional.empty()
                    : Optional.of("time " + instant + " is out of range");
        }
        if (value instanceof IndexedRecord nested) {
            return violation(nested);
        }
        if (value instanceof Collection<?> elements) {
            return first(schema.getElementType(), elements);
        }
        return value instanceof Map<?, ?> map ? first(schema.getValueType(), map.values()) : Optional.empty();
    }

    private static Optional<String> first(Schema schema, Collection<?> values) {
        return values.stream()
                .map(value -> violation(schema, value))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Schema branch(Schema union, Object value) {
        java.util.List<Schema> branches = TableColumns.branches(union);
        return branches.size() == 1
                ? branches.get(0)
                : union.getTypes().get(GenericData.get().resolveUnion(union, value));
    }
}
