package io.tidemill.decisionengine.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleAnalysisTest {
    private static final String GT_5 = "{'field': 'event.amount', 'operator': 'gt', 'value': 5}";
    private static final String GT_9 = "{'field': 'event.amount', 'operator': 'gt', 'value': 9}";
    private static final String LE_5 = "{'field': 'event.amount', 'operator': 'le', 'value': 5}";
    private static final String MISSING = "{'field': 'event.amount', 'operator': 'isNull'}";
    private static final String TEA = "{'field': 'event.category', 'operator': 'eq', 'value': 'tea'}";
    private static final String T = "{'field': 'event.category', 'operator': 'startsWith', 'value': 't'}";
    private static final String CO = "{'field': 'event.category', 'operator': 'startsWith', 'value': 'co'}";

    @Test
    void conditionsThatContradictEachOtherAreTold() {
        assertThat(warnings("{'all': [" + GT_5 + "," + LE_5 + "]}"))
                .containsExactly(new Warning(
                        "/when",
                        Warning.Code.NEVER_TRUE,
                        "no value of event.amount fulfils all of [{\"field\":\"event.amount\",\"operator\":\"gt\",\"value\":5},"
                                + " {\"field\":\"event.amount\",\"operator\":\"le\",\"value\":5}]"));
        assertThat(warnings("{'all': [" + T + "," + CO + "]}"))
                .extracting(Warning::code)
                .containsExactly(Warning.Code.NEVER_TRUE);
        assertThat(warnings("{'all': [" + TEA + ", {'all': [" + GT_5 + "," + LE_5 + "]}]}"))
                .extracting(Warning::path)
                .containsExactly("/when/all/1", "/when");
        assertThat(warnings("{'none': [" + GT_5 + "," + LE_5 + "," + MISSING + "]}"))
                .extracting(Warning::code)
                .containsExactly(Warning.Code.NEVER_TRUE);
    }

    @Test
    void conditionsThatEveryEventFulfilsAreTold() {
        assertThat(warnings("{'any': [" + GT_5 + "," + LE_5 + "," + MISSING + "]}"))
                .extracting(Warning::code)
                .containsExactly(Warning.Code.ALWAYS_TRUE);
        // A missing amount fulfils neither
        assertThat(warnings("{'any': [" + GT_5 + "," + LE_5 + "]}")).isEmpty();
    }

    @Test
    void conditionsThatAddNothingAreTold() {
        assertThat(warnings("{'all': [" + GT_5 + "," + GT_9 + "]}"))
                .extracting(Warning::path, Warning::code)
                .containsExactly(tuple("/when/all/0", Warning.Code.REDUNDANT));
        assertThat(warnings("{'all': [" + T + "," + TEA + "]}"))
                .extracting(Warning::path)
                .containsExactly("/when/all/0");
        assertThat(warnings("{'all': [" + TEA + "," + TEA + "]}"))
                .extracting(Warning::path)
                .containsExactly("/when/all/1");
        assertThat(warnings("{'all': [" + GT_5 + "," + T + "]}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "startsWith | ab | startsWith | abc | true",
                "contains | b | startsWith | abc | true",
                "contains | d | startsWith | abc | false",
                "endsWith | c | endsWith | bc | true",
                "notIn | x | eq | y | true",
                "ne | x | contains | xx | true",
            })
    void aTextThatMustHaveAnotherInIt(String operator, String value, String other, String of, boolean redundant) {
        String list = operator.equals("notIn") ? "['" + value + "']" : "'" + value + "'";
        assertThat(warnings("{'all': [{'field': 'event.category', 'operator': '" + operator + "', 'value': " + list
                        + "}, {'field': 'event.category', 'operator': '" + other + "', 'value': '" + of + "'}]}"))
                .extracting(Warning::path)
                .isEqualTo(redundant ? List.of("/when/all/0") : List.of());
    }

    @Test
    void whatComparesVeryMuchIsLeftAlone() {
        String list = IntStream.range(0, 500).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
        String in = "{'field': 'event.amount', 'operator': 'in', 'value': " + list + "}";
        assertThat(warnings("{'all': [" + String.join(",", Collections.nCopies(20, in)) + "]}"))
                .extracting(Warning::code)
                .containsOnly(Warning.Code.REDUNDANT);
    }

    private static List<Warning> warnings(String when) {
        return RuleAnalysis.of(
                TestingRules.document(TestingRules.json("r", when.replace('\'', '"'))), TestingRules.CATALOGUE);
    }
}
