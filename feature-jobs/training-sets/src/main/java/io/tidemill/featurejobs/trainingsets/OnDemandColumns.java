package io.tidemill.featurejobs.trainingsets;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import io.tidemill.schemas.featureviews.FeatureReference;
import io.tidemill.schemas.featureviews.OnDemandFeature;
import io.tidemill.schemas.featureviews.OnDemandFeature.Operand;
import io.tidemill.schemas.featureviews.RequestField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Columns of which some are computed on demand: from what was known at a row's instant, and from the values that the row
 * itself gives, by the expressions that lookups compute too.
 */
final class OnDemandColumns {
    private final List<Column> columns;

    private OnDemandColumns(List<Column> columns) {
        this.columns = columns;
    }

    /** Where a column comes from: a stored one as it is, or an expression over operands. */
    private record Column(Optional<OnDemandFeature> feature, List<Source> operands) {}

    /** A value of a row. */
    @FunctionalInterface
    private interface Source {
        @Nullable
        Object of(@Nullable Object[] stored, int row);
    }

    /**
     * @param stored what is read, by position
     * @param given what the rows give, by name
     * @throws InvalidTrainingSetException if a value that is needed is not given, or is not what its field is
     */
    static OnDemandColumns of(
            List<FeatureReference> wanted,
            FeatureDefinitions definitions,
            List<FeatureReference> stored,
            Map<String, List<@Nullable Object>> given,
            int rows) {
        Map<RequestField, List<@Nullable Object>> typed = new HashMap<>();
        List<Column> columns = new ArrayList<>();
        for (FeatureReference reference : wanted) {
            Optional<OnDemandFeature> feature = definitions.onDemandFeature(reference);
            List<Source> operands = new ArrayList<>();
            for (Operand operand :
                    feature.map(OnDemandFeature::operands).orElse(List.of(new Operand.Stored(reference)))) {
                if (operand instanceof Operand.Stored known) {
                    int position = stored.indexOf(known.feature());
                    operands.add((values, row) -> values[position]);
                } else {
                    RequestField field = ((Operand.Given) operand).field();
                    List<@Nullable Object> values =
                            typed.computeIfAbsent(field, each -> typed(each, reference, given, rows));
                    operands.add((none, row) -> values.get(row));
                }
            }
            columns.add(new Column(feature, operands));
        }
        return new OnDemandColumns(columns);
    }

    /** The values by row and column; NaN for null. */
    double[][] values(@Nullable Object[][] stored) {
        double[][] values = new double[stored.length][columns.size()];
        for (int row = 0; row < stored.length; row++) {
            for (int column = 0; column < columns.size(); column++) {
                Object value = value(columns.get(column), stored[row], row);
                values[row][column] = value == null ? Double.NaN : ((Number) value).doubleValue();
            }
        }
        return values;
    }

    private static @Nullable Object value(Column column, @Nullable Object[] stored, int row) {
        if (column.feature().isEmpty()) {
            return column.operands().get(0).of(stored, row);
        }
        @Nullable Object[] operands = new Object[column.operands().size()];
        for (int operand = 0; operand < operands.length; operand++) {
            operands[operand] = column.operands().get(operand).of(stored, row);
        }
        return column.feature().get().expression().value(operands);
    }

    private static List<@Nullable Object> typed(
            RequestField field, FeatureReference reference, Map<String, List<@Nullable Object>> given, int rows) {
        List<@Nullable Object> values = given.get(field.name());
        if (values == null || values.size() != rows) {
            throw new InvalidTrainingSetException("feature " + reference + " is computed from '" + field.name()
                    + "', expected a column of that name in the entity rows");
        }
        List<@Nullable Object> typed = new ArrayList<>(rows);
        for (Object value : values) {
            typed.add(value == null ? null : typed(field, value, typed.size() + 1));
        }
        return typed;
    }

    private static Object typed(RequestField field, Object value, int row) {
        return field.read(value)
                .orElseThrow(() -> new InvalidTrainingSetException("row " + row + ": " + field.name() + " is '" + value
                        + "', expected " + field.valueType().text()));
    }
}
