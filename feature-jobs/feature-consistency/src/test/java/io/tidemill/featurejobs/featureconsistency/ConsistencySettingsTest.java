package io.tidemill.featurejobs.featureconsistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsistencySettingsTest {
    private static final Map<String, String> NEEDED = Map.of(
            "definitions.folder", "/definitions",
            "kafka.bootstrap-servers", "k:1",
            "lake.catalog-uri", "jdbc:postgresql://p/lake",
            "lake.warehouse", "/lake");

    @Test
    void aDayWaitsForItsSourcesForSixHoursUnlessToldOtherwise() {
        ConsistencySettings settings = ConsistencySettings.of(Configuration.of(NEEDED));
        assertThat(settings.patience()).isEqualTo(Duration.ofHours(6));
        assertThat(settings.kafka()).isEqualTo("k:1");
        assertThat(settings.definitions()).isEqualTo(Path.of("/definitions"));
        assertThat(with("features.consistency.patience", "PT10M").patience()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aPatienceThatIsNoneIsRefusedByItsName() {
        assertThatThrownBy(() -> with("features.consistency.patience", "long"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("features.consistency.patience=long");
    }

    private static ConsistencySettings with(String key, String value) {
        Map<String, String> settings = new HashMap<>(NEEDED);
        settings.put(key, value);
        return ConsistencySettings.of(Configuration.of(settings));
    }
}
