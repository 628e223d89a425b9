package io.tidemill.featurejobs.feastregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:6379", "redis.example.com:1", "redis-1_a:65535"})
    void isWrittenAsItWasRead(String text) {
        assertThat(RedisAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "redis",
                "redis:",
                ":6379",
                "redis:0",
                "redis:65536",
                "redis:6379,db=1",
                "[::1]:6379",
                "a b:1"
            })
    void whatFeastCannotReadIsRefusedWithWhatWasExpected(String text) {
        assertThatThrownBy(() -> RedisAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "': expected HOST:PORT");
    }
}
