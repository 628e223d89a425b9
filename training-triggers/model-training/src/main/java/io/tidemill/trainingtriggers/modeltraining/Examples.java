package io.tidemill.trainingtriggers.modeltraining;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Rows to learn from or to test on: what was known of each entity at one instant, and what came after.
 *
 * @param asOf the instant
 * @param columns the features, those of the model's definition first, as {@code view:feature}
 * @param entities the entity of each row
 * @param values the feature values of each row, NaN where missing; not copied, do not change them
 * @param positives whether the label holds, for each row; not copied, do not change it
 * @param snapshotIds the lake snapshot of each table they were read from
 */
@SuppressWarnings("ArrayRecordComponent") // Bulk data that is compared by nobody.
public record Examples(
        Instant asOf,
        List<String> columns,
        List<String> entities,
        double[][] values,
        boolean[] positives,
        Map<String, Long> snapshotIds) {
    public Examples {
        Objects.requireNonNull(asOf, "asOf");
        columns = List.copyOf(columns);
        entities = List.copyOf(entities);
        snapshotIds = Map.copyOf(snapshotIds);
        if (entities.size() != values.length || values.length != positives.length) {
            throw new IllegalArgumentException("entities, values and positives: expected one each for every row");
        }
    }

    public int rows() {
        return values.length;
    }

    /** How many rows bear the label. */
    public int positiveRows() {
        return (int) IntStream.range(0, positives.length)
                .filter(row -> positives[row])
                .count();
    }

    /** Those rows that pass, by their position. */
    Examples where(IntPredicate passes) {
        int[] kept = IntStream.range(0, rows()).filter(passes).toArray();
        List<String> keptEntities = new ArrayList<>();
        double[][] keptValues = new double[kept.length][];
        boolean[] keptPositives = new boolean[kept.length];
        for (int row = 0; row < kept.length; row++) {
            keptEntities.add(entities.get(kept[row]));
            keptValues[row] = values[kept[row]];
            keptPositives[row] = positives[kept[row]];
        }
        return new Examples(asOf, columns, keptEntities, keptValues, keptPositives, snapshotIds);
    }
}
