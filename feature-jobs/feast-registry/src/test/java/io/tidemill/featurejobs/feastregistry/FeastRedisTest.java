package io.tidemill.featurejobs.feastregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class FeastRedisTest {
    @Test
    void aClusterIsNamedByItsNodes() {
        assertThat(written(Map.of("redis.mode", "cluster", "redis.nodes", "r1:6379,r2:6380", "redis.tls", "true")))
                .isEqualTo(Map.of(
                        "type", "redis",
                        "redis_type", "redis_cluster",
                        "connection_string", "r1:6379,r2:6380,ssl=true"));
    }

    @Test
    void sentinelsAreNamedWithTheirMasterAndTheSecretIsLeftToTheEnvironment() {
        assertThat(written(Map.of(
                        "redis.mode", "sentinel",
                        "redis.nodes", "s1:26379",
                        "redis.sentinel-master", "shops",
                        "redis.username", "feast",
                        "redis.password", "secret")))
                .isEqualTo(Map.of(
                        "type", "redis",
                        "redis_type", "redis_sentinel",
                        "sentinel_master", "shops",
                        "connection_string", "s1:26379,username=feast,password=${REDIS_PASSWORD}"));
    }

    @Test
    void whatAConnectionStringCannotHoldIsNamed() {
        assertThatThrownBy(() -> written(Map.of(
                        "redis.host", "r1",
                        "redis.port", "6379",
                        "redis.username", "a,b",
                        "redis.password", "secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis.username is 'a,b'");
        assertThatThrownBy(() -> written(Map.of(
                        "redis.host", "r1",
                        "redis.port", "6379",
                        "redis.tls", "true",
                        "redis.tls-authorities", "/etc/my \"authorities\".pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis.tls-authorities is '/etc/my");
    }

    private static Map<String, Object> written(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        return new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(FeastRedis.of(OnlineStoreConfig.from(properties)).lines());
    }
}
