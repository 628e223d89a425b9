package io.tidemill.schemas.featureviews;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the value of a feature comes about. */
public sealed interface Computation extends Serializable {
    /** Its name in definitions. */
    String text();

    /** The features of the same view that it is computed from. */
    List<String> operands();

    /**
     * From the events of a window.
     *
     * @param function what is computed
     * @param column the field of the event it reads; present exactly if the function reads one
     * @param window which events
     * @param where what must hold of an event for it to count; all of it
     * @param parameter what the function's {@link AggregationFunction#parameter()} is; 0 if it takes none
     * @param source the one type of events that count; null for all that the view reads, those that take back with the
     *     opposite sign
     */
    record Aggregate(
            AggregationFunction function,
            @Nullable String column,
            Window window,
            List<Condition> where,
            double parameter,
            @Nullable String source)
            implements Computation {
        private static final long serialVersionUID = 1L;

        public Aggregate {
            Objects.requireNonNull(function, "function");
            Objects.requireNonNull(window, "window");
            where = List.copyOf(where);
            if ((column != null) != function.readsColumn()) {
                throw new IllegalArgumentException("function " + function.text() + " reads "
                        + (function.readsColumn() ? "a column" : "no column"));
            }
        }

        /** From all events that the view reads. */
        public Aggregate(
                AggregationFunction function,
                @Nullable String column,
                Window window,
                List<Condition> where,
                double parameter) {
            this(function, column, window, where, parameter, null);
        }

        /** Whether events of a type count, be it with the opposite sign. */
        public boolean counts(String eventType) {
            return source == null || source.equals(eventType);
        }

        @Override
        public String text() {
            return function.text();
        }

        @Override
        public List<String> operands() {
            return List.of();
        }
    }

    /** One feature divided by another; no value where one has none or the divisor is 0. */
    record Ratio(String numerator, String denominator) implements Computation {
        private static final long serialVersionUID = 1L;
        static final String TEXT = "ratio";

        public Ratio {
            Objects.requireNonNull(numerator, "numerator");
            Objects.requireNonNull(denominator, "denominator");
        }

        @Override
        public String text() {
            return TEXT;
        }

        @Override
        public List<String> operands() {
            return List.of(numerator, denominator);
        }
    }

    /**
     * By which share a feature of a sliding window is more than in the stretch of the same length before; no value where
     * there was none or it was 0.
     */
    record Change(String of) implements Computation {
        private static final long serialVersionUID = 1L;
        static final String TEXT = "change";

        public Change {
            Objects.requireNonNull(of, "of");
        }

        @Override
        public String text() {
            return TEXT;
        }

        @Override
        public List<String> operands() {
            return List.of(of);
        }
    }
}
