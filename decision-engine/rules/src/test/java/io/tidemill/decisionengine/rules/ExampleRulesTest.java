package io.tidemill.decisionengine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleRulesTest {
    @ParameterizedTest
    @MethodSource("examples")
    void examplesAreWholeAndCompile(Path file) throws IOException {
        // When
        RuleDocument rule = TestingRules.document(Files.readString(file));

        // Then
        assertThat(file).hasFileName(rule.id() + ".json");
        assertThat(CompiledRule.of(new PublishedRule(rule, 1))).isNotNull();
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../../examples"))) {
            return files.filter(file -> file.toString().matches(".*/rules/[^/]+\\.json"))
                    .sorted()
                    .toList();
        }
    }
}
