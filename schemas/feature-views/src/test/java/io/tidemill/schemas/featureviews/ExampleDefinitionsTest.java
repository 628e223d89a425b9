package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleDefinitionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"cdnow", "shops"})
    void examplesAreValid(String example) throws IOException {
        // When
        FeatureDefinitions definitions = FeatureDefinitions.read(Path.of("../../examples", example));

        // Then
        assertThat(definitions.project()).isEqualTo(example);
        assertThat(definitions.view("member_orders")).isPresent();
    }
}
