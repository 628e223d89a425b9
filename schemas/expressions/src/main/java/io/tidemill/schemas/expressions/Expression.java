package io.tidemill.schemas.expressions;

import com.google.protobuf.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An expression that was checked. It has a value for every input, be it null: where it cannot be computed, since an operand
 * is null, a divisor 0, a text no number or a list too long, it is null. Immutable and safe for use by many threads.
 */
public final class Expression {
    private final String text;
    private final CelRuntime.Program program;
    private final ExpressionType type;
    private final List<String> variables;

    Expression(String text, CelRuntime.Program program, ExpressionType type, List<String> variables) {
        this.text = text;
        this.program = program;
        this.type = type;
        this.variables = List.copyOf(variables);
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    /** The variables it names, in alphabetical order. */
    public List<String> variables() {
        return variables;
    }

    /**
     * Its value; null also for what is no finite number.
     *
     * @param values of {@link #variables()}, in their order: {@link Long}, {@link Double}, {@link String}, lists of them, or
     *     null
     */
    public @Nullable Object value(@Nullable Object... values) {
        if (values.length != variables.size()) {
            throw new IllegalArgumentException(values.length + " values: expected one of each of " + variables);
        }
        try {
            return plain(program.eval(new Row(variables, values)));
        } catch (CelEvaluationException cannotBeComputed) {
            return null;
        }
    }

    private @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof NullValue) {
            return null;
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return null;
        }
        return switch (type) {
            case INT -> ((Number) value).longValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case STRING, INT_LIST, DOUBLE_LIST, STRING_LIST -> value;
        };
    }

    /** Expressions have a few variables: going through their names is quicker than a map. */
    private record Row(List<String> names, @Nullable Object[] values) implements CelVariableResolver {
        @Override
        public Optional<Object> find(String name) {
            int index = names.indexOf(name);
            if (index < 0) {
                return Optional.empty();
            }
            Object value = values[index];
            return Optional.of(value == null ? NullValue.NULL_VALUE : value);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
