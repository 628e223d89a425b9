package io.tidemill.featurejobs.onlinestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.testsupport.TestRedis;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisAwayTest {
    private static final OnlineView VIEW = OnlineView.of("view", List.of("feature"));
    private static final EntityKey ENTITY = EntityKey.of("id", 1);

    @Test
    void theSameReaderAndWriterGoOnWhenRedisIsBack() {
        TestRedis first = TestRedis.start();
        OnlineStoreConfig config = OnlineStoreConfig.of("127.0.0.1", first.port(), "p");
        try (OnlineStoreWriter writer = OnlineStoreWriter.open(config);
                OnlineStoreReader reader = OnlineStoreReader.open(config)) {
            // Given a reader and a writer with open connections
            writer.write(List.of(row(1)), WriteRule.NOT_OLDER);
            reader.read(VIEW, List.of(ENTITY));
            // When Redis is away
            first.close();
            // Then both say that somebody else must act
            assertThatThrownBy(() -> writer.write(List.of(row(2)), WriteRule.NOT_OLDER))
                    .isInstanceOfSatisfying(OnlineStoreException.class, RedisAwayTest::isRetryable);
            assertThatThrownBy(() -> reader.read(VIEW, List.of(ENTITY)))
                    .isInstanceOfSatisfying(OnlineStoreException.class, RedisAwayTest::isRetryable);
            // When it is back, and empty
            try (TestRedis second = TestRedis.startOn(first.port())) {
                // Then both work at the first call
                assertThat(writer.write(List.of(row(3)), WriteRule.NOT_OLDER).written())
                        .isEqualTo(1);
                assertThat(reader.read(VIEW, List.of(ENTITY)).get(0).value(0)).isEqualTo(FeatureValue.of(3));
                assertThat(second.port()).isEqualTo(first.port());
            }
        }
    }

    @Test
    void deadConnectionsAreReplacedWithoutTheCallerKnowing() {
        TestRedis first = TestRedis.start();
        OnlineStoreConfig config = OnlineStoreConfig.of("127.0.0.1", first.port(), "p");
        try (OnlineStoreReader reader = OnlineStoreReader.open(config)) {
            // Given an open connection
            reader.read(VIEW, List.of(ENTITY));
            // When Redis restarts between two calls
            first.close();
            try (TestRedis second = TestRedis.startOn(first.port())) {
                // Then the next call just works
                assertThat(reader.read(VIEW, List.of(ENTITY)).get(0).eventTime())
                        .isEmpty();
                assertThat(second.port()).isEqualTo(first.port());
            }
        }
    }

    private static void isRetryable(OnlineStoreException e) {
        assertThat(e.retryable()).isTrue();
        assertThat(e).hasMessageContaining("127.0.0.1");
    }

    private static FeatureRow row(long value) {
        return new FeatureRow(VIEW, ENTITY, Instant.EPOCH, List.of(FeatureValue.of(value)));
    }
}
