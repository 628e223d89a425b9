package io.tidemill.decisionengine.rules;

import io.tidemill.decisionengine.rules.Condition.Comparison;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values of one field, of every kind that some comparisons can tell apart: no value at all; each literal; a number at, just
 * beside, between and beyond the literals, exact and as a double; an instant likewise; and a text that has nothing of the
 * literals but what it must have. If none of them fulfils the comparisons, no value does.
 */
final class FieldValues {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final int MOST_COMPARISONS = 40;
    private static final int MOST_LITERALS = 200;

    private final List<@Nullable Object> values = new ArrayList<>();

    private FieldValues() {}

    /**
     * The values.
     *
     * @param type of the field
     * @param comparisons all of one field, between which they tell
     * @param fulfilled those of them that a value is looked for that fulfils them all
     */
    static FieldValues of(FieldType type, List<Comparison> comparisons, List<Comparison> fulfilled) {
        FieldValues found = new FieldValues();
        List<Literal> literals = comparisons.stream()
                .flatMap(comparison -> comparison.operands().stream())
                .distinct()
                .toList();
        found.values.add(null);
        switch (type) {
            case BOOLEAN -> found.values.addAll(List.of(true, false));
            case NUMBER -> found.addNumbers(literals);
            case TEXT -> found.addTexts(literals, fulfilled);
            case TIME -> found.addInstants(literals);
        }
        return found;
    }

    /** Whether so few things are compared that trying all of them is quick. */
    static boolean few(List<Comparison> comparisons) {
        long literals = comparisons.stream()
                .mapToLong(comparison -> comparison.operands().size())
                .sum();
        return comparisons.size() <= MOST_COMPARISONS && literals <= MOST_LITERALS;
    }

    /** Whether a value of the field fulfils each of some comparisons. */
    static Predicate<@Nullable Object> all(List<Comparison> comparisons) {
        List<FactTest> tests = tests(comparisons);
        return value -> {
            Facts facts = new OneValue(value);
            return tests.stream().allMatch(test -> test.holds(facts));
        };
    }

    /** Whether a value of the field fulfils none of some comparisons. */
    static Predicate<@Nullable Object> noneOf(List<Comparison> comparisons) {
        List<FactTest> tests = tests(comparisons);
        return value -> {
            Facts facts = new OneValue(value);
            return tests.stream().noneMatch(test -> test.holds(facts));
        };
    }

    private static List<FactTest> tests(List<Comparison> comparisons) {
        return comparisons.stream().map(FactTest::of).toList();
    }

    /** Whether something is so for none of the values. */
    boolean none(Predicate<@Nullable Object> predicate) {
        for (Object value : values) {
            if (predicate.test(value)) {
                return false;
            }
        }
        return true;
    }

    private void addNumbers(List<Literal> literals) {
        TreeSet<BigDecimal> numbers = new TreeSet<>(List.of(BigDecimal.ZERO));
        literals.forEach(literal -> {
            if (literal instanceof Literal.Numeric numeric) {
                numbers.add(numeric.value());
            }
        });
        values.add(numbers.first().subtract(BigDecimal.ONE));
        @Nullable BigDecimal before = null;
        for (BigDecimal number : numbers) {
            if (before != null) {
                values.add(before.add(number).divide(TWO));
            }
            values.add(number);
            double rounded = number.doubleValue();
            values.addAll(List.of(rounded, Math.nextDown(rounded), Math.nextUp(rounded)));
            before = number;
        }
        values.add(numbers.last().add(BigDecimal.ONE));
    }

    /** Of what a text must begin with, and end with, the longest has all the others in it, or there is no such text. */
    private void addTexts(List<Literal> literals, List<Comparison> fulfilled) {
        List<String> texts = literals.stream().flatMap(FieldValues::text).toList();
        values.addAll(texts);
        String other = characterOfNone(texts);
        String parts = fulfilled.stream()
                .filter(comparison -> comparison.operator() == Operator.CONTAINS)
                .flatMap(comparison -> text(comparison.operands().get(0)))
                .map(part -> part + other)
                .collect(Collectors.joining());
        values.add(longest(Operator.STARTS_WITH, fulfilled) + other + parts + longest(Operator.ENDS_WITH, fulfilled));
    }

    private void addInstants(List<Literal> literals) {
        values.add(Instant.EPOCH);
        literals.stream()
                .flatMap(FieldValues::text)
                .flatMap(text -> Instants.read(text).stream())
                .forEach(instant -> values.addAll(List.of(instant, instant.minusNanos(1), instant.plusNanos(1))));
    }

    /** There are more characters for private use than the literals of a document have. */
    private static String characterOfNone(List<String> texts) {
        int character = 0xF0000;
        String all = String.join("", texts);
        while (all.indexOf(character) >= 0) {
            character++;
        }
        return Character.toString(character);
    }

    private static String longest(Operator operator, List<Comparison> comparisons) {
        return comparisons.stream()
                .filter(comparison -> comparison.operator() == operator)
                .flatMap(comparison -> text(comparison.operands().get(0)))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    private static Stream<String> text(Literal literal) {
        return literal instanceof Literal.Text text ? Stream.of(text.value()) : Stream.empty();
    }

    /** Facts of which one value alone is looked at. */
    private record OneValue(@Nullable Object only) implements Facts {
        @Override
        public String eventType() {
            return "";
        }

        @Override
        public String tenantId() {
            return "";
        }

        @Override
        public Instant time() {
            return Instant.EPOCH;
        }

        @Override
        public @Nullable Object value(String field) {
            return only;
        }
    }
}
