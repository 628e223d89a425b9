package io.tidemill.featurejobs.onlinestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisAccessTest {
    private static TestRedis redis;

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void start() {
        redis = TestRedis.startOn(
                FreePorts.next(), List.of("requirepass everybody", "user reader on >reads ~* +@read +ping"));
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void aPasswordAndAUserOpenTheDoor() {
        check(redis.port(), Map.of("redis.password", "everybody"));
        check(redis.port(), Map.of("redis.username", "reader", "redis.password", "reads"));
    }

    @Test
    void whoeverIsNotLetInIsToldByRedis() {
        assertThatThrownBy(() -> check(redis.port(), Map.of()))
                .isInstanceOfSatisfying(OnlineStoreException.class, e -> assertThat(e.retryable())
                        .isFalse())
                .hasMessageContaining("NOAUTH");
        assertThatThrownBy(() -> check(redis.port(), Map.of("redis.password", "wrong")))
                .isInstanceOf(OnlineStoreException.class)
                .hasMessageContaining("WRONGPASS");
    }

    @Test
    void overTlsTheServersCertificateAndNameAreChecked() throws Exception {
        // Given a Redis behind TLS, whose certificate is of 127.0.0.1
        try (TestingTls tls = TestingTls.before(redis.port(), folder)) {
            Map<String, String> trusting = Map.of(
                    "redis.password", "everybody",
                    "redis.tls", "true",
                    "redis.tls-authorities", tls.certificate().toString());
            // When the certificate is trusted, then Redis answers
            assertThatCode(() -> check(tls.port(), trusting)).doesNotThrowAnyException();
            // When it is not, then it does not
            assertThatThrownBy(() -> check(tls.port(), Map.of("redis.password", "everybody", "redis.tls", "true")))
                    .isInstanceOf(OnlineStoreException.class);
            // And neither under another name
            Properties localhost = properties(tls.port(), trusting);
            localhost.setProperty("redis.host", "localhost");
            assertThatThrownBy(() -> check(localhost)).isInstanceOf(OnlineStoreException.class);
        }
    }

    @Test
    void aFileWithoutCertificatesIsNamed() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        for (String file : List.of(empty.toString(), folder.resolve("none.pem").toString())) {
            Properties properties =
                    properties(redis.port(), Map.of("redis.tls", "true", "redis.tls-authorities", file));
            assertThatThrownBy(() -> check(properties))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("redis.tls-authorities is " + file);
        }
    }

    private static void check(int port, Map<String, String> more) {
        check(properties(port, more));
    }

    private static void check(Properties properties) {
        try (OnlineStoreReader reader = OnlineStoreReader.open(OnlineStoreConfig.from(properties))) {
            reader.check();
        }
    }

    private static Properties properties(int port, Map<String, String> more) {
        Properties properties = new Properties();
        properties.setProperty("redis.host", "127.0.0.1");
        properties.setProperty("redis.port", Integer.toString(port));
        properties.putAll(more);
        return properties;
    }
}
