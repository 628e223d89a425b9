package io.tidemill.featurejobs.onlinestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.testsupport.FreePorts;
import io.tidemill.infra.testsupport.TestRedisSentinel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisSentinelTest {
    private static final Duration FAILOVER = Duration.ofSeconds(30);
    private static final OnlineView VIEW = OnlineView.of("view", List.of("feature"));
    private static final EntityKey ENTITY = EntityKey.of("id", 1);

    @Test
    void theSameReaderAndWriterGoOnWithTheNewMaster() {
        try (TestRedisSentinel redis = TestRedisSentinel.start();
                OnlineStoreWriter writer = OnlineStoreWriter.open(config(redis));
                OnlineStoreReader reader = OnlineStoreReader.open(config(redis))) {
            // Given a row at the master and its replica
            writer.write(List.of(row(1)), WriteRule.NOT_OLDER);
            assertThat(reader.read(VIEW, List.of(ENTITY)).get(0).value(0)).isEqualTo(FeatureValue.of(1));
            try (Jedis master = new Jedis("127.0.0.1", redis.master().port())) {
                assertThat(master.waitReplicas(1, 10_000)).isEqualTo(1);
            }
            // When the master is killed
            redis.master().kill();
            // Then both say that somebody else must act
            assertThatThrownBy(() -> reader.read(VIEW, List.of(ENTITY))).satisfies(RedisSentinelTest::isRetryable);
            assertThatThrownBy(() -> writer.write(List.of(row(2)), WriteRule.NOT_OLDER))
                    .satisfies(RedisSentinelTest::isRetryable);
            // And go on once the sentinel made the replica the master: nothing that was there is lost
            await().atMost(FAILOVER)
                    .ignoreExceptionsMatching(e -> e instanceof OnlineStoreException)
                    .until(() -> FeatureValue.of(1)
                            .equals(reader.read(VIEW, List.of(ENTITY)).get(0).value(0)));
            await().atMost(FAILOVER)
                    .ignoreExceptionsMatching(e -> e instanceof OnlineStoreException)
                    .until(() ->
                            writer.write(List.of(row(3)), WriteRule.NOT_OLDER).written() == 1);
            assertThat(reader.read(VIEW, List.of(ENTITY)).get(0).value(0)).isEqualTo(FeatureValue.of(3));
        }
    }

    @Test
    void sentinelsThatAreAwayAreNamed() {
        // Given a store whose sentinel is not there
        int port = FreePorts.next();
        OnlineStoreConfig config = OnlineStoreConfig.of(
                new RedisTopology.Sentinel("shops", List.of(new NodeAddress("127.0.0.1", port))), "p");
        try (OnlineStoreReader reader = OnlineStoreReader.open(config)) {
            // Then it says so, naming it
            assertThatThrownBy(reader::check)
                    .satisfies(RedisSentinelTest::isRetryable)
                    .hasMessageContaining("sentinels 127.0.0.1:" + port);
        }
    }

    private static void isRetryable(Throwable e) {
        assertThat(e).isInstanceOf(OnlineStoreException.class);
        assertThat(((OnlineStoreException) e).retryable()).isTrue();
    }

    private static OnlineStoreConfig config(TestRedisSentinel redis) {
        return OnlineStoreConfig.of(
                new RedisTopology.Sentinel(
                        TestRedisSentinel.MASTER, List.of(new NodeAddress("127.0.0.1", redis.port()))),
                "p");
    }

    private static FeatureRow row(long value) {
        return new FeatureRow(VIEW, ENTITY, Instant.EPOCH, List.of(FeatureValue.of(value)));
    }
}
