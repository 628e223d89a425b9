package io.tidemill.decisionengine.rules;

import io.tidemill.decisionengine.rules.Comparing.Order;
import io.tidemill.decisionengine.rules.Condition.Comparison;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A condition made ready to be tested. Immutable. */
interface FactTest {
    boolean holds(Facts facts);

    /** The test of a condition. */
    static FactTest of(Condition condition) {
        if (condition instanceof Condition.All all) {
            List<FactTest> tests = of(all.conditions());
            return facts -> tests.stream().allMatch(test -> test.holds(facts));
        }
        if (condition instanceof Condition.Any any) {
            List<FactTest> tests = of(any.conditions());
            return facts -> tests.stream().anyMatch(test -> test.holds(facts));
        }
        if (condition instanceof Condition.None none) {
            List<FactTest> tests = of(none.conditions());
            return facts -> tests.stream().noneMatch(test -> test.holds(facts));
        }
        return of((Comparison) condition);
    }

    private static List<FactTest> of(List<Condition> conditions) {
        return conditions.stream().map(FactTest::of).toList();
    }

    private static FactTest of(Comparison comparison) {
        String field = comparison.field();
        List<Comparing> operands =
                comparison.operands().stream().map(Comparing::with).toList();
        return switch (comparison.operator()) {
            case IS_NULL -> facts -> !Comparing.present(facts.value(field));
            case NOT_NULL -> facts -> Comparing.present(facts.value(field));
            case EQUAL -> ordered(field, operands.get(0), EnumSet.of(Order.SAME));
            case NOT_EQUAL -> ordered(field, operands.get(0), EnumSet.of(Order.LESS, Order.GREATER, Order.DIFFERENT));
            case LESS -> ordered(field, operands.get(0), EnumSet.of(Order.LESS));
            case LESS_OR_EQUAL -> ordered(field, operands.get(0), EnumSet.of(Order.LESS, Order.SAME));
            case GREATER -> ordered(field, operands.get(0), EnumSet.of(Order.GREATER));
            case GREATER_OR_EQUAL -> ordered(field, operands.get(0), EnumSet.of(Order.GREATER, Order.SAME));
            case BETWEEN -> {
                FactTest low = ordered(field, operands.get(0), EnumSet.of(Order.GREATER, Order.SAME));
                FactTest high = ordered(field, operands.get(1), EnumSet.of(Order.LESS, Order.SAME));
                yield facts -> low.holds(facts) && high.holds(facts);
            }
            case IN ->
                facts -> {
                    Object value = facts.value(field);
                    return operands.stream().anyMatch(operand -> operand.order(value) == Order.SAME);
                };
            case NOT_IN ->
                facts -> {
                    Object value = facts.value(field);
                    return operands.stream()
                            .map(operand -> operand.order(value))
                            .allMatch(NOT_SAME::contains);
                };
            case CONTAINS -> related(field, operands.get(0), String::contains);
            case STARTS_WITH -> related(field, operands.get(0), String::startsWith);
            case ENDS_WITH -> related(field, operands.get(0), String::endsWith);
        };
    }

    /** The value is there and is not the literal. */
    Set<Order> NOT_SAME = EnumSet.of(Order.LESS, Order.GREATER, Order.DIFFERENT);

    private static FactTest ordered(String field, Comparing operand, Set<Order> accepted) {
        return facts -> accepted.contains(operand.order(facts.value(field)));
    }

    private static FactTest related(String field, Comparing operand, Comparing.TextRelation relation) {
        return facts -> operand.within(facts.value(field), relation);
    }
}
