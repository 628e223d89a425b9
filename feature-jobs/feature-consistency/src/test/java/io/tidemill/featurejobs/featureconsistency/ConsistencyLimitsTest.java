package io.tidemill.featurejobs.featureconsistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistencyLimitsTest {
    @Test
    void theDefaultsAreThoseOfTheDocuments() {
        ConsistencyLimits limits = ConsistencyLimits.of(Configuration.of(Map.of()));
        assertThat(limits.mostUnexplained()).isEqualTo(0.001);
        assertThat(limits.inFlight()).isEqualTo(Duration.ofMinutes(1));
        assertThat(limits.keyTtl()).isZero();
    }

    @Test
    void everyKeyIsRead() {
        ConsistencyLimits limits = ConsistencyLimits.of(Configuration.of(Map.of(
                "features.consistency.most-unexplained", "0.02",
                "features.consistency.in-flight", "PT5M",
                "redis.key-ttl", "P1D")));
        assertThat(limits.mostUnexplained()).isEqualTo(0.02);
        assertThat(limits.inFlight()).isEqualTo(Duration.ofMinutes(5));
        assertThat(limits.keyTtl()).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "NaN", "few"})
    void aShareThatIsNoneIsRefusedByItsName(String share) {
        assertThatThrownBy(() ->
                        ConsistencyLimits.of(Configuration.of(Map.of("features.consistency.most-unexplained", share))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("features.consistency.most-unexplained=" + share);
    }
}
