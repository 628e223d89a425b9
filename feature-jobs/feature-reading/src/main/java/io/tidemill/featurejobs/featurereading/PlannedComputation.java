package io.tidemill.featurejobs.featurereading;

import io.tidemill.schemas.featureviews.OnDemandFeature;
import io.tidemill.schemas.featureviews.OnDemandFeature.Operand;
import io.tidemill.schemas.featureviews.RequestField;
import io.tidemill.schemas.featureviews.Sensitivity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A feature that is computed from what is read and what the request gives.
 *
 * @param reference {@code view:feature}
 * @param view the on-demand view's name
 * @param stored what it reads, in the order of its operands
 */
public record PlannedComputation(String reference, String view, OnDemandFeature feature, List<PlannedFeature> stored)
        implements PlannedColumn {
    @Override
    public Sensitivity sensitivity() {
        return feature.sensitivity();
    }

    @Override
    public String name() {
        return feature.name();
    }

    @Override
    public String fullName() {
        return view + "__" + feature.name();
    }

    @Override
    public List<RequestField> given() {
        return feature.given();
    }

    /**
     * Its value for each row.
     *
     * @param read the columns of {@link #stored()}, in their order
     */
    public List<FoundFeature> column(List<List<FoundFeature>> read, GivenValues given, int rows) {
        List<FoundFeature> column = new ArrayList<>(rows);
        @Nullable Object[] values = new Object[feature.operands().size()];
        for (int row = 0; row < rows; row++) {
            int next = 0;
            for (int operand = 0; operand < values.length; operand++) {
                if (feature.operands().get(operand) instanceof Operand.Given request) {
                    values[operand] = given.value(request.field(), row);
                } else {
                    FoundFeature found = read.get(next).get(row);
                    values[operand] =
                            PlainValues.of(found.value(), stored.get(next).feature());
                    next++;
                }
            }
            column.add(found(feature.expression().value(values), read, row));
        }
        return column;
    }

    private FoundFeature found(@Nullable Object value, List<List<FoundFeature>> read, int row) {
        FeatureStatus status = value == null ? FeatureStatus.NULL_VALUE : FeatureStatus.PRESENT;
        @Nullable Instant oldest = null;
        for (List<FoundFeature> column : read) {
            FoundFeature operand = column.get(row);
            if (operand.status() == FeatureStatus.OUTSIDE_MAX_AGE
                    || (value == null && operand.status() == FeatureStatus.NOT_FOUND)) {
                status = worse(status, operand.status());
            }
            Instant time = operand.eventTime().orElse(null);
            oldest = oldest == null || (time != null && time.isBefore(oldest)) ? time : oldest;
        }
        return new FoundFeature(PlainValues.stored(value), status, Optional.ofNullable(oldest));
    }

    /** A value of which a part is missing says so first, then that a part is too old. */
    private static FeatureStatus worse(FeatureStatus one, FeatureStatus other) {
        return one == FeatureStatus.NOT_FOUND ? one : other;
    }
}
