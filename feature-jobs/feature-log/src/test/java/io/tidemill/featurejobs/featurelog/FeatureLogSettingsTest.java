package io.tidemill.featurejobs.featurelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureLogSettingsTest {
    @Test
    void nothingIsTakenDownUnlessItIsAskedFor() {
        assertThat(FeatureLogSettings.of(Configuration.of(Map.of()))).isEqualTo(new FeatureLogSettings(0, 10_000, ""));
    }

    @Test
    void everyKeyIsRead() {
        assertThat(FeatureLogSettings.of(Configuration.of(Map.of(
                        "features.log.share", "0.25",
                        "features.log.waiting", "7",
                        "kafka.bootstrap-servers", "k:1"))))
                .isEqualTo(new FeatureLogSettings(0.25, 7, "k:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.5", "NaN", "a half"})
    void aShareThatIsNoneIsRefusedByItsName(String share) {
        assertThatThrownBy(() -> FeatureLogSettings.of(
                        Configuration.of(Map.of("features.log.share", share, "kafka.bootstrap-servers", "k:1"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("features.log.share=" + share + ": expected a number from 0 to 1");
    }
}
