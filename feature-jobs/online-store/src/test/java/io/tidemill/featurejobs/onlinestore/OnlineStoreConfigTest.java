package io.tidemill.featurejobs.onlinestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
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
                .isEqualTo(new OnlineStoreConfig(
                        new RedisTopology.Single(new NodeAddress("r1", 6380)),
                        RedisAccess.OPEN,
                        "shops",
                        Duration.ofMillis(500),
                        3,
                        Duration.ofDays(2)));
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
        "redis.mode, clustered",
        "redis.username, u",
        "redis.tls, yes",
        "redis.tls-authorities, ca.pem",
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

    @Test
    void aClusterAndSentinelsAreNamedByTheirNodes() {
        Properties cluster = new Properties();
        cluster.putAll(Map.of("redis.mode", "cluster", "redis.nodes", "r1:6379, r2:6380"));
        assertThat(OnlineStoreConfig.from(cluster).topology())
                .isEqualTo(
                        new RedisTopology.Cluster(List.of(new NodeAddress("r1", 6379), new NodeAddress("r2", 6380))));
        Properties sentinel = new Properties();
        sentinel.putAll(Map.of("redis.mode", "sentinel", "redis.nodes", "s1:26379", "redis.sentinel-master", "shops"));
        assertThat(OnlineStoreConfig.from(sentinel).topology())
                .isEqualTo(new RedisTopology.Sentinel("shops", List.of(new NodeAddress("s1", 26379))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster | | redis.nodes is missing",
                "cluster | r1 | redis.nodes has 'r1': expected host:port",
                "cluster | r1:6379,r2:99999 | redis.nodes has 'r2:99999'",
                "cluster | :6379 | redis.nodes has ':6379'",
                "sentinel | s1:26379 | redis.sentinel-master is missing"
            })
    void whatIsWrongWithNodesIsNamed(String mode, String nodes, String expected) {
        Properties properties = new Properties();
        properties.setProperty("redis.mode", mode);
        properties.setProperty("redis.nodes", nodes == null ? "" : nodes);
        assertThatThrownBy(() -> OnlineStoreConfig.from(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expected);
    }

    @Test
    void noSecretIsInItsText() {
        Properties properties = properties();
        properties.putAll(Map.of(
                "redis.username", "u",
                "redis.password", "secret-1",
                "redis.sentinel-password", "secret-2"));
        OnlineStoreConfig config = OnlineStoreConfig.from(properties);
        assertThat(config.access().password()).isEqualTo("secret-1");
        assertThat(config.toString()).contains("username=u").doesNotContain("secret");
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("redis.host", "r1");
        properties.setProperty("redis.port", "6380");
        return properties;
    }
}
