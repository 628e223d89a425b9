package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemill.infra.httpserver.configuration.Configuration;
import io.tidemill.infra.httpserver.configuration.ConfigurationException;
import io.tidemill.infra.httpserver.routes.Json;
import io.tidemill.infra.testsupport.TestRedis;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachedLookupTest {
    private static final String KNOWN = "/api/features?view=views&ids=m-1&features=count_1h";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatIsRememberedIsAnsweredWhileRedisIsAwayWithTheStatusOfTheInstant() throws Exception {
        TestRedis redis = TestRedis.start();
        Map<String, String> settings = new HashMap<>(TestingFeatureServer.PATIENT);
        settings.putAll(Map.of("features.cache.size", "1000", "features.cache.age", "PT10M"));
        try (TestingFeatureServer server = TestingFeatureServer.start(folder, redis.port(), settings)) {
            // Given features that were read
            TestingFeatureServer.fill(redis.port());
            assertThat(server.get(KNOWN).statusCode()).isEqualTo(200);
            long before = redis.calls("hgetall");
            assertThat(server.get(KNOWN).statusCode()).isEqualTo(200);
            assertThat(redis.calls("hgetall")).isEqualTo(before);
            // When Redis is away
            redis.close();
            // Then they are answered, with the age and the status that they have at the instant asked for
            assertThat(Json.read(server.get(KNOWN).body())
                            .at("/results/0/features/count_1h/status")
                            .asText())
                    .isEqualTo("PRESENT");
            JsonNode old =
                    Json.read(server.get(KNOWN + "&at=2026-03-01T12:58:31Z").body());
            assertThat(old.at("/results/0/features/count_1h/status").asText()).isEqualTo("OUTSIDE_MAX_AGE");
            assertThat(old.at("/results/0/ageSeconds").asDouble()).isEqualTo(3600.75);
            // And what was never read is not
            assertThat(server.get("/api/features?view=views&ids=m-1,m-2").statusCode())
                    .isEqualTo(503);
            // And it is told how often memory was enough
            assertThat(new String(server.get("/metrics").body(), StandardCharsets.UTF_8))
                    .contains("tidemill_feature_cache_hits_total", "tidemill_feature_cache_rows 1");
        }
    }

    @Test
    void withoutASizeNothingIsRemembered() throws Exception {
        try (TestRedis redis = TestRedis.start();
                TestingFeatureServer server =
                        TestingFeatureServer.start(folder, redis.port(), TestingFeatureServer.PATIENT)) {
            server.get(KNOWN);
            server.get(KNOWN);
            assertThat(redis.calls("hgetall")).isEqualTo(2);
        }
    }

    @Test
    void settingsHaveDefaults() {
        assertThat(CacheSettings.of(Configuration.of(Map.of())))
                .isEqualTo(new CacheSettings(0, Duration.ofSeconds(1)))
                .isEqualTo(CacheSettings.none());
        assertThat(CacheSettings.of(
                        Configuration.of(Map.of("features.cache.size", "7", "features.cache.age", "PT0.25S"))))
                .isEqualTo(new CacheSettings(7, Duration.ofMillis(250)));
    }

    @ParameterizedTest
    @CsvSource({
        "features.cache.size, -1",
        "features.cache.size, many",
        "features.cache.age, PT0S",
        "features.cache.age, P2D"
    })
    void aBadSettingIsNamed(String key, String value) {
        assertThatThrownBy(() -> CacheSettings.of(Configuration.of(Map.of(key, value))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(key);
    }
}
