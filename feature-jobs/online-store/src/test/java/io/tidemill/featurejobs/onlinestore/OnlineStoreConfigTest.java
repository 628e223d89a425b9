package io.tidemill.featurejobs.onlinestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnlineStoreConfigTest {
    @Test
    void everyKeyIsRead() {
        Properties properties = properties();
        properties.putAll(Map.of(
                "feature.project", "shops",
                "redis.timeout", "PT0.5S",
                "redis.max-connections", "3",
                "redis.key-ttl", "P2D"));
        assertThat(OnlineStoreConfig.from(properties))
                .isEqualTo(new OnlineStoreConfig("r1", 6380, "shops", Duration.ofMillis(500), 3, Duration.ofDays(2)));
    }

    @Test
    void whatIsNotGivenHasADefault() {
        assertThat(OnlineStoreConfig.from(properties())).isEqualTo(OnlineStoreConfig.of("r1", 6380, "tidemill"));
    }

    @Test
    void whoeverHasLessTimeWaitsLess() {
        OnlineStoreConfig config = OnlineStoreConfig.of("r1", 6380, "p");
        assertThat(config.waitingAtMost(Duration.ofMillis(500)).timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.waitingAtMost(Duration.ofHours(1))).isEqualTo(config);
    }

    @ParameterizedTest
    @CsvSource({
        "redis.port, x",
        "redis.port, 0",
        "redis.timeout, 2",
        "redis.timeout, PT0S",
        "redis.max-connections, 0",
        "redis.key-ttl, -PT1S"
    })
    void aBadValueIsNamed(String key, String value) {
        Properties properties = properties();
        properties.setProperty(key, value);
        assertThatThrownBy(() -> OnlineStoreConfig.from(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key);
    }

    @Test
    void aMissingAddressIsNamed() {
        assertThatThrownBy(() -> OnlineStoreConfig.from(new Properties()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis.host");
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("redis.host", "r1");
        properties.setProperty("redis.port", "6380");
        return properties;
    }
}
