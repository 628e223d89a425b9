package io.tidemill.featurejobs.featurereading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupSettingsTest {
    @Test
    void everyKeyIsRead() {
        Configuration configuration = Configuration.of(Map.of(
                "features.time-limit", "PT0.2S",
                "features.failures", "7",
                "features.pause", "PT3S",
                "redis.max-connections", "4"));
        assertThat(LookupSettings.of(configuration))
                .isEqualTo(new LookupSettings(Duration.ofMillis(200), 7, Duration.ofSeconds(3), 4));
    }

    @Test
    void whatIsNotGivenHasADefault() {
        assertThat(LookupSettings.of(Configuration.of(Map.of())))
                .isEqualTo(new LookupSettings(Duration.ofMillis(500), 5, Duration.ofSeconds(1), 16));
    }

    @ParameterizedTest
    @CsvSource({
        "features.time-limit, 2",
        "features.time-limit, PT0S",
        "features.time-limit, P1D",
        "features.failures, 0",
        "features.pause, -PT1S",
        "redis.max-connections, 0"
    })
    void aBadValueIsNamed(String key, String value) {
        assertThatThrownBy(() -> LookupSettings.of(Configuration.of(Map.of(key, value))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key);
    }
}
