package io.tidemill.trainingtriggers.modeltraining;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.schemas.featureviews.FeatureDefinitions;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleModelsTest {
    @ParameterizedTest
    @ValueSource(strings = {"cdnow", "shops"})
    void examplesAreValid(String example) throws IOException {
        assertThat(ModelDefinitions.read(
                        Path.of("../../examples", example),
                        FeatureDefinitions.read(Path.of("../../examples", example))))
                .extracting(ModelDefinition::name)
                .containsExactly("churn");
    }
}
