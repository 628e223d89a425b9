package io.tidemill.decisionengine.ruleauthoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.decisionengine.rules.FieldCatalogue;
import io.tidemill.decisionengine.rules.Operator;
import io.tidemill.decisionengine.rules.RuleReader;
import io.tidemill.decisionengine.rules.RuleReading;
import io.tidemill.decisionengine.rules.RuleValidator;
import io.tidemill.schemas.events.ReleasedSchemas;
import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleRulesTest {
    private static final Path ROOT = Path.of("../..");

    @ParameterizedTest
    @ValueSource(strings = {"cdnow", "shops"})
    void theExamplesAreValid(String example) throws IOException {
        // Given
        Path folder = ROOT.resolve("examples").resolve(example);
        FieldCatalogue catalogue =
                EventFields.catalogue(FeatureDefinitions.read(folder), Set.of("churn"), ReleasedSchemas.load());

        // When
        List<Path> files = files(folder.resolve("rules"));

        // Then
        assertThat(files).isNotEmpty().allSatisfy(file -> {
            RuleReading reading = RuleReader.read(Files.readString(file));
            assertThat(reading).isInstanceOf(RuleReading.Whole.class);
            assertThat(new RuleValidator(catalogue).faults(((RuleReading.Whole) reading).document()))
                    .isEmpty();
        });
    }

    @Test
    void theDocumentationShowsAValidRuleAndEveryOperator() throws IOException {
        // Given
        String page = Files.readString(ROOT.resolve("docs/rules.md"));
        String first = page.substring(page.indexOf("```json") + 7, page.indexOf("```", page.indexOf("```json") + 7));
        FieldCatalogue catalogue = EventFields.catalogue(
                FeatureDefinitions.read(ROOT.resolve("examples/cdnow")), Set.of("churn"), ReleasedSchemas.load());

        // When
        RuleReading reading = RuleReader.read(first);

        // Then
        assertThat(reading).isInstanceOf(RuleReading.Whole.class);
        assertThat(new RuleValidator(catalogue).faults(((RuleReading.Whole) reading).document()))
                .isEmpty();
        assertThat(Operator.values()).allMatch(operator -> page.contains("`" + operator.word() + "`"));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
