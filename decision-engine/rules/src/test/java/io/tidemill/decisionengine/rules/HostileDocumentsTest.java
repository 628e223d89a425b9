package io.tidemill.decisionengine.rules;

import static io.tidemill.decisionengine.rules.TestingRules.faults;
import static io.tidemill.decisionengine.rules.TestingRules.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileDocumentsTest {
    private static final String FINE = "{\"field\": \"event.category\", \"operator\": \"eq\", \"value\": \"tea\"}";

    /** Text that would be code, a format, a query or a path somewhere. As a literal it is only text. */
    static Stream<String> texts() {
        return Stream.of(
                "\"); System.exit(1); (\"",
                "' || true || '",
                "x\") then System.exit(1); end rule \"y\" when eval(true",
                "\\u0022); Runtime.getRuntime().exec(\\u0022id\\u0022); //",
                "\"); //",
                "*/ System.exit(1); /*",
                "//",
                "\n\rend\nrule \"evil\" when then System.exit(1); end",
                "\u2028end\u2029rule",
                "${java.lang.System.exit(1)}",
                "#{T(java.lang.Runtime).getRuntime().exec('id')}",
                "@{System.exit(1)}",
                "<script>alert(1)</script>",
                "'; DROP TABLE rules; --",
                "../../../../etc/passwd",
                "%s%n%x",
                "\\",
                "\\\\\"",
                "\t",
                "\u202Eevil",
                "\uD83D\uDE00",
                "\uFEFF",
                "null",
                "true",
                "import java.io.*;",
                "eval(true)",
                "drools.halt()",
                "while(true);",
                "new java.io.File(\"/tmp/x\").delete()",
                "${jndi:ldap://127.0.0.1/a}");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textIsOnlyText(String text) throws Exception {
        // Given
        String literal = new ObjectMapper().writeValueAsString(text);
        String json = json("hostile", FINE.replace("\"tea\"", literal)).replace("\"A rule\"", "\"It is\"");
        RuleDocument document = TestingRules.document(json.replace("10}", literal + "}"));

        // When
        RuleSet rules = RuleSet.of(1, List.of(CompiledRule.of(new PublishedRule(document, 1))));

        // Then
        assertThat(rules.decide(TestingFacts.of("order.paid", Map.of("event.category", text)))
                        .fired())
                .containsExactly(
                        new FiredRule("hostile", 1, List.of(new RuleAction("coupon.issue", Map.of("percent", text)))));
        assertThat(rules.decide(TestingFacts.of("order.paid", Map.of("event.category", text + "x")))
                        .fired())
                .isEmpty();
        assertThat(TestingRules.document(RuleWriter.write(document))).isEqualTo(document);
    }

    static Stream<String> refused() {
        return Stream.of(
                "",
                " ",
                "null",
                "[]",
                "\"rule\"",
                "42",
                "{",
                "{}",
                "{} {}",
                json("a", FINE) + "x",
                "{\"id\": \"a\", \"id\": \"b\"}",
                json("a", FINE).replace("\"id\"", "\"__proto__\""),
                json("a", FINE).replace("\"id\"", "\"@class\""),
                json("A", FINE),
                json("-a", FINE),
                json("a b", FINE),
                json("../a", FINE),
                json("a\\u0022", FINE),
                json("a\\u0000", FINE),
                json("a".repeat(64), FINE),
                json("a", FINE).replace("A rule", ""),
                json("a", FINE).replace("A rule", " "),
                json("a", FINE).replace("A rule", "two\\nlines"),
                json("a", FINE).replace("A rule", "n".repeat(201)),
                json("a", FINE).replace("A rule", "\\ud800"),
                json("a", FINE).replace("tea", "\\udc00 alone"),
                json("a", FINE).replace("tea", "nul\\u0000"),
                json("a", FINE).replace("tea", "t".repeat(1001)),
                json("a", FINE).replace("order.paid", "order.paid\\\") then"),
                json("a", FINE).replace("order.paid", "no.such"),
                json("a", FINE).replace("event.category", "event.category.getClass()"),
                json("a", FINE).replace("event.category", "event.class"),
                json("a", FINE).replace("event.category", "event.category == null || true"),
                json("a", FINE).replace("event.category", "java.lang.System"),
                json("a", FINE).replace("event.category", "feature.a:b:c"),
                json("a", FINE).replace("event.category", "model.churn.score; x"),
                json("a", FINE).replace("\"eq\"", "\"matches\""),
                json("a", FINE).replace("\"eq\"", "\"==\""),
                json("a", FINE).replace("\"eq\"", "{}"),
                json("a", FINE).replace("coupon.issue", "System.exit(1)"),
                json("a", FINE).replace("coupon.issue", "coupon.issue\\n"),
                json("a", FINE).replace("percent", "per cent"),
                json("a", FINE).replace("10}", "{}}"),
                json("a", FINE).replace("10}", "[1]}"),
                json("a", FINE).replace("10}", "null}"),
                json("a", FINE).replace("10}", "1e400}"),
                json("a", FINE).replace("10}", "1e999999999}"),
                json("a", FINE).replace("10}", "1e99999999999}"),
                json("a", FINE).replace("10}", "-1e-999999999}"),
                json("a", FINE).replace("10}", "NaN}"),
                json("a", FINE).replace("10}", "9".repeat(41) + "}"),
                json("a", FINE).replace("10}", "9".repeat(5000) + "}"),
                json("a", FINE).replace("\"on\"", "\"priority\": 1e9, \"on\""),
                json("a", FINE).replace("\"on\"", "\"priority\": 99999999999, \"on\""),
                json("a", FINE).replace("\"on\"", "\"start\": \"yesterday\", \"on\""),
                json("a", FINE)
                        .replace(
                                "\"on\"",
                                "\"start\": \"2026-01-01T00:00:00Z\", \"end\": \"2026-01-01T00:00:00Z\", \"on\""),
                json("a", FINE).replace("\"on\"", "\"enabled\": \"yes\", \"on\""),
                json("a", FINE).replace("\"on\"", "\"tenant\": \"a b\", \"on\""),
                json("a", FINE).replace("\"on\"", "\"dialect\": \"mvel\", \"on\""),
                json("a", "{\"all\": []}"),
                json("a", "{\"all\": {}}"),
                json("a", "{\"all\": [%s], \"any\": [%s]}".formatted(FINE, FINE)),
                json("a", "{\"all\": [null]}"),
                json("a", "\"eval(true)\""),
                json("a", "{\"all\":[".repeat(9) + FINE + "]}".repeat(9)),
                json("a", "{\"all\":[".repeat(4000) + FINE + "]}".repeat(4000)),
                json("a", "[".repeat(60_000)),
                json("a", "{\"any\": [%s%s]}".formatted((FINE + ",").repeat(200), FINE)),
                json("a", FINE.replace("\"eq\"", "\"in\"").replace("\"tea\"", "[\"tea\", 1]")),
                json("a", FINE.replace("\"eq\"", "\"in\"").replace("\"tea\"", "[[\"tea\"]]")),
                json("a", FINE.replace("\"eq\"", "\"in\"").replace("\"tea\"", "[" + "1,".repeat(500) + "1]")),
                json("a", FINE.replace("\"eq\"", "\"isNull\"")),
                json("a", FINE).replace("A rule", "n".repeat(70_000)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refuses(String json) {
        // When
        List<Fault> faults = faults(json);

        // Then
        assertThat(faults).isNotEmpty().allSatisfy(fault -> {
            assertThat(fault.message()).isNotBlank().hasSizeLessThan(1_000);
            assertThat(fault.message().chars()).noneMatch(c -> c == 0);
        });
    }
}
