package io.tidemill.schemas.featureviews;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The definitions that docs/features.md shows can be read, all together. */
class DocumentedDefinitionsTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void theDocumentsDefinitionsAreDefinitions(@TempDir Path folder) throws IOException {
        // Given what the document shows
        String shown = YAML.matcher(Files.readString(Path.of("../../docs/features.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .filter(block -> block.contains("eatureViews:"))
                .collect(Collectors.joining());
        Files.writeString(Files.createDirectory(folder.resolve("features")).resolve("shop.yaml"), shown);
        // When it is read
        FeatureDefinitions definitions = FeatureDefinitions.read(folder);
        // Then each kind of view is there
        assertThat(definitions.views()).isNotEmpty();
        assertThat(definitions.featureViews()).isNotEmpty();
        assertThat(definitions.batchViews()).isNotEmpty();
        assertThat(definitions.onDemandViews()).isNotEmpty();
    }
}
