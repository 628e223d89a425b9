package io.tidemill.schemas.expressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    private static final ExpressionCompiler COMPILER = new ExpressionCompiler(Map.of(
            "orders.count", ExpressionType.INT,
            "orders.sum", ExpressionType.DOUBLE,
            "orders.last", ExpressionType.STRING,
            "orders.categories", ExpressionType.STRING_LIST,
            "request.amount", ExpressionType.DOUBLE));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request.amount / orders.sum | 0.2",
                "orders.sum == null ? 0.0 : request.amount | 2.0",
                "double(orders.count) + request.amount | 7.0",
                "orders.count > 2.5 && orders.last == 'tea' ? 1.0 : 0.0 | 1.0",
                "math.greatest(orders.sum, 12.5) | 12.5",
                "'tea' in orders.categories ? 1.0 : 0.0 | 1.0",
                "orders.categories.exists(each, each.startsWith('c')) ? 1.0 : 0.0 | 1.0",
                "orders.last.matches('^t') ? 1.0 : 0.0 | 1.0"
            })
    void whatCelSaysIsComputed(String text, double expected) throws InvalidExpressionException {
        Expression expression = COMPILER.compile(text, ExpressionType.DOUBLE);
        assertThat(value(expression, 5L, 10.0, "tea", List.of("tea", "coffee"), 2.0))
                .isEqualTo(expected);
    }

    @Test
    void aNullOperandGivesNullUnlessTheExpressionSaysOtherwise() throws InvalidExpressionException {
        assertThat(value(
                        COMPILER.compile("request.amount / orders.sum", ExpressionType.DOUBLE),
                        null,
                        null,
                        null,
                        null,
                        2.0))
                .isNull();
        assertThat(value(
                        COMPILER.compile("orders.sum == null ? -1.0 : orders.sum", ExpressionType.DOUBLE),
                        null,
                        null,
                        null,
                        null,
                        2.0))
                .isEqualTo(-1.0);
        assertThat(value(COMPILER.compile("orders.categories.size()", ExpressionType.INT), null, null, null, null, 2.0))
                .isNull();
        assertThat(value(COMPILER.compile("null", ExpressionType.STRING), 1L, 1.0, "", List.of(), 2.0))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "orders.count / 0, INT",
        "orders.sum / 0.0, DOUBLE",
        "9223372036854775807 + orders.count, INT",
        "int(orders.last), INT"
    })
    void whatCannotBeComputedIsNull(String text, ExpressionType type) throws InvalidExpressionException {
        assertThat(value(COMPILER.compile(text, type), 5L, 10.0, "tea", List.of(), 2.0))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders.nothing + 1 | undeclared reference to 'orders'",
                "orders.count + request.amount | no matching overload for '_+_' applied to '(wrapper(int), wrapper(double))'",
                "orders.count + | (character 15)",
                "orders.last | gives string, expected double",
                "orders.count | expected double",
                "unknown(1) | undeclared reference to 'unknown'"
            })
    void whatIsWrongIsSaidInCelsWords(String text, String expected) {
        assertThatThrownBy(() -> COMPILER.compile(text, ExpressionType.DOUBLE))
                .isInstanceOf(InvalidExpressionException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void whatAnExpressionMayCostIsBounded() throws InvalidExpressionException {
        // Given an expression that goes round in a list within a list
        Expression squares = COMPILER.compile(
                "orders.categories.all(a, orders.categories.all(b, a + b != 'x')) ? 1 : 0", ExpressionType.INT);
        // When the list is short, then it is computed; when it is long, then there is no value
        assertThat(value(squares, 1L, 1.0, "", Collections.nCopies(10, "y"), 1.0))
                .isEqualTo(1L);
        assertThat(value(squares, 1L, 1.0, "", Collections.nCopies(100, "y"), 1.0))
                .isNull();
        // And a text that is too long, or nested too deep, is refused
        assertThatThrownBy(() -> COMPILER.compile("1" + " + 1".repeat(500), ExpressionType.INT))
                .isInstanceOf(InvalidExpressionException.class);
        assertThatThrownBy(() -> COMPILER.compile("(".repeat(100) + "1" + ")".repeat(100), ExpressionType.INT))
                .isInstanceOf(InvalidExpressionException.class);
    }

    @Test
    void itNamesTheVariablesItUses() throws InvalidExpressionException {
        assertThat(COMPILER.compile("request.amount > 1.0 ? orders.sum : 0.0", ExpressionType.DOUBLE)
                        .variables())
                .containsExactly("orders.sum", "request.amount");
        assertThat(COMPILER.compile("[1, 2].exists(each, each == orders.count) ? 1 : 0", ExpressionType.INT)
                        .variables())
                .containsExactly("orders.count");
    }

    @Test
    void manyThreadsMayComputeIt() throws InvalidExpressionException {
        Expression expression = COMPILER.compile("orders.count * 2", ExpressionType.INT);
        assertThat(IntStream.range(0, 10_000).parallel().allMatch(number -> Long.valueOf(2L * number)
                        .equals(expression.value((long) number))))
                .isTrue();
    }

    /** Computes with these values of count, sum, last, categories and amount, of which it takes those that it names. */
    private static @Nullable Object value(Expression expression, @Nullable Object... values) {
        List<String> names =
                List.of("orders.count", "orders.sum", "orders.last", "orders.categories", "request.amount");
        return expression.value(expression.variables().stream()
                .map(name -> values[names.indexOf(name)])
                .toArray());
    }
}
