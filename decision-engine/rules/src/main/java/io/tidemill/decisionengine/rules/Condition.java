package io.tidemill.decisionengine.rules;

import java.util.List;
import java.util.stream.Stream;

/** When a rule fires. */
public sealed interface Condition {
    /** Every comparison in it, in the order written. */
    Stream<Comparison> comparisons();

    /** Holds when each of them holds. */
    record All(List<Condition> conditions) implements Condition {
        public All {
            conditions = List.copyOf(conditions);
        }

        @Override
        public Stream<Comparison> comparisons() {
            return conditions.stream().flatMap(Condition::comparisons);
        }
    }

    /** Holds when at least one of them holds. */
    record Any(List<Condition> conditions) implements Condition {
        public Any {
            conditions = List.copyOf(conditions);
        }

        @Override
        public Stream<Comparison> comparisons() {
            return conditions.stream().flatMap(Condition::comparisons);
        }
    }

    /** Holds when not one of them holds. */
    record None(List<Condition> conditions) implements Condition {
        public None {
            conditions = List.copyOf(conditions);
        }

        @Override
        public Stream<Comparison> comparisons() {
            return conditions.stream().flatMap(Condition::comparisons);
        }
    }

    /**
     * Holds when a field compares so with the operands.
     *
     * @param field such as {@code event.amount}, {@code feature.member_orders:count_90d}, {@code model.churn.score}
     * @param operands as many as the operator takes, all of one kind
     */
    record Comparison(String field, Operator operator, List<Literal> operands) implements Condition {
        public Comparison {
            operands = List.copyOf(operands);
        }

        @Override
        public Stream<Comparison> comparisons() {
            return Stream.of(this);
        }
    }
}
