package io.tidemill.schemas.featureviews;

import io.tidemill.schemas.expressions.Expression;
import java.util.List;
import java.util.Objects;

/**
 * A feature that is computed when it is asked for.
 *
 * @param name unique within the view
 * @param valueType {@code int64}, {@code double} or {@code string}
 * @param expression how, from its operands
 * @param operands what the expression's variables stand for, in their order
 * @param description for people
 * @param sensitivity at least that of what it is computed from
 */
public record OnDemandFeature(
        String name,
        ValueType valueType,
        Expression expression,
        List<Operand> operands,
        String description,
        Sensitivity sensitivity) {
    /** What a variable of an expression stands for. */
    public sealed interface Operand {
        /**
         * A stored feature.
         *
         * @param feature an instant is the seconds since then
         */
        record Stored(FeatureReference feature) implements Operand {
            public Stored {
                Objects.requireNonNull(feature, "feature");
            }
        }

        /** A value of the request. */
        record Given(RequestField field) implements Operand {
            public Given {
                Objects.requireNonNull(field, "field");
            }
        }
    }

    public OnDemandFeature {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(valueType, "valueType");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(sensitivity, "sensitivity");
        operands = List.copyOf(operands);
        if (operands.size() != expression.variables().size()) {
            throw new IllegalArgumentException(
                    "feature " + name + ": " + operands.size() + " operands of " + expression.variables());
        }
    }

    /** The stored features that it is computed from. */
    public List<FeatureReference> stored() {
        return operands.stream()
                .filter(Operand.Stored.class::isInstance)
                .map(operand -> ((Operand.Stored) operand).feature())
                .toList();
    }

    /** The values of the request that it is computed from. */
    public List<RequestField> given() {
        return operands.stream()
                .filter(Operand.Given.class::isInstance)
                .map(operand -> ((Operand.Given) operand).field())
                .toList();
    }
}
