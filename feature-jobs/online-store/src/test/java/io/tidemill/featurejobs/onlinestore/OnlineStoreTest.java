package io.tidemill.featurejobs.onlinestore;

import static io.tidemill.featurejobs.onlinestore.WriteRule.NEWER_ONLY;
import static io.tidemill.featurejobs.onlinestore.WriteRule.NOT_OLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemill.infra.testsupport.TestRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class OnlineStoreTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.5Z");
    private static final OnlineView ORDERS = OnlineView.of("orders", List.of("count_30d", "sum_30d", "last_shop"));
    private static final OnlineView VISITS = OnlineView.of("visits", List.of("count_7d"));
    private static final EntityKey MEMBER = EntityKey.of("member_id", "m-1");

    private static TestRedis redis;
    private static OnlineStoreWriter writer;
    private static OnlineStoreReader reader;
    private Jedis bare;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        OnlineStoreConfig config = config();
        writer = OnlineStoreWriter.open(config);
        reader = OnlineStoreReader.open(config);
    }

    @AfterAll
    static void stop() {
        reader.close();
        writer.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        bare = new Jedis("127.0.0.1", redis.port());
        bare.flushAll();
    }

    @AfterEach
    void disconnect() {
        bare.close();
    }

    @Test
    void whatIsWrittenIsReadWithItsTime() {
        // Given a row with a null in it
        writer.write(
                List.of(new FeatureRow(
                        ORDERS, MEMBER, NOON, List.of(FeatureValue.of(3), FeatureValue.of(12.5), FeatureValue.NULL))),
                NOT_OLDER);
        // When some of its features and one that nobody wrote are read
        OnlineView wanted = OnlineView.of("orders", List.of("last_shop", "unknown", "count_30d"));
        OnlineRow row = reader.read(wanted, List.of(MEMBER)).get(0);
        // Then each says what is known of it
        assertThat(row.eventTime()).contains(NOON);
        assertThat(row.value("count_30d")).isEqualTo(FeatureValue.of(3));
        assertThat(row.value("last_shop")).isEqualTo(FeatureValue.NULL);
        assertThat(row.value("unknown")).isNull();
        assertThatThrownBy(() -> row.value("sum_30d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sum_30d");
    }

    @Test
    void theBytesInRedisAreFeasts() {
        // When a row is written
        writer.write(List.of(orders(NOON, 3)), NOT_OLDER);
        // Then its key, fields and values are where Feast looks for them
        byte[] key = new EntityKeyFormat("shops").encode(MEMBER);
        assertThat(bare.hget(key, FieldHash.field("orders", "count_30d"))).isEqualTo(new byte[] {0x20, 3});
        assertThat(bare.hget(key, "_ts:orders".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(TimestampFormat.encode(NOON));
        assertThat(bare.hlen(key)).isEqualTo(4);
    }

    @Test
    void aViewThatIsRemovedLeavesTheOthers() {
        // Given an entity with rows of two views
        writer.write(List.of(orders(NOON, 3)), NOT_OLDER);
        writer.write(List.of(new FeatureRow(VISITS, MEMBER, NOON, List.of(FeatureValue.of(7)))), NOT_OLDER);
        // When one is removed, twice
        writer.remove(ORDERS, List.of(MEMBER));
        writer.remove(ORDERS, List.of(MEMBER, EntityKey.of("member_id", "m-2")));
        // Then nothing of it is left, and the other is as it was
        OnlineRow removed = reader.read(ORDERS, List.of(MEMBER)).get(0);
        assertThat(removed.eventTime()).isEmpty();
        assertThat(removed.value("count_30d")).isNull();
        assertThat(reader.read(VISITS, List.of(MEMBER)).get(0).value("count_7d"))
                .isEqualTo(FeatureValue.of(7));
        assertThat(bare.hlen(new EntityKeyFormat("shops").encode(MEMBER))).isEqualTo(2);
    }

    @Test
    void anOlderRowNeverReplacesANewerOne() {
        // Given a row
        writer.write(List.of(orders(NOON, 1)), NOT_OLDER);
        // When an older one comes by either rule
        WriteReport stream = writer.write(List.of(orders(NOON.minusMillis(1), 2)), NOT_OLDER);
        WriteReport push = writer.write(List.of(orders(NOON.minusMillis(1), 2)), NEWER_ONLY);
        // Then nothing changes
        assertThat(stream).isEqualTo(new WriteReport(0, 1));
        assertThat(push).isEqualTo(new WriteReport(0, 1));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void ofTwoEqualTimesTheRuleDecides() {
        // Given a row
        writer.write(List.of(orders(NOON, 1)), NEWER_ONLY);
        // When one of the same time is pushed, then the first stays
        assertThat(writer.write(List.of(orders(NOON, 2)), NEWER_ONLY)).isEqualTo(new WriteReport(0, 1));
        assertThat(count()).isEqualTo(1);
        // When the stream writes one of the same time, then it replaces
        assertThat(writer.write(List.of(orders(NOON, 3)), NOT_OLDER)).isEqualTo(new WriteReport(1, 0));
        assertThat(count()).isEqualTo(3);
    }

    @Test
    void viewsOfAnEntityHaveTheirOwnTimes() {
        // Given two views of one entity
        writer.write(
                List.of(
                        orders(NOON, 1),
                        new FeatureRow(VISITS, MEMBER, NOON.minusSeconds(60), List.of(FeatureValue.of(9)))),
                NEWER_ONLY);
        // When both are read at once
        List<OnlineRow> rows = reader.read(List.of(VISITS, ORDERS), MEMBER);
        // Then neither hides the other
        assertThat(rows.get(0).eventTime()).contains(NOON.minusSeconds(60));
        assertThat(rows.get(0).value(0)).isEqualTo(FeatureValue.of(9));
        assertThat(rows.get(1).eventTime()).contains(NOON);
    }

    @Test
    void manyEntitiesComeInTheOrderAsked() {
        // Given more rows than fit one pipeline
        List<EntityKey> members = IntStream.range(0, 700)
                .mapToObj(number -> EntityKey.of("member_id", "m-" + number))
                .toList();
        WriteReport report = writer.write(
                IntStream.range(0, 700)
                        .mapToObj(number ->
                                new FeatureRow(VISITS, members.get(number), NOON, List.of(FeatureValue.of(number))))
                        .toList(),
                NOT_OLDER);
        assertThat(report.written()).isEqualTo(700);
        // When they are read together
        List<OnlineRow> rows = reader.read(VISITS, members);
        // Then each is in its place
        assertThat(rows).extracting(OnlineRow::entity).isEqualTo(members);
        assertThat(IntStream.range(0, 700)).allMatch(number -> FeatureValue.of(number)
                .equals(rows.get(number).value(0)));
    }

    @Test
    void anUnknownEntityHasNoTime() {
        OnlineRow row = reader.read(VISITS, List.of(EntityKey.of("member_id", "nobody")))
                .get(0);
        assertThat(row.eventTime()).isEmpty();
        assertThat(row.value(0)).isNull();
    }

    @Test
    void theScriptIsLoadedAgainWhenRedisForgotIt() {
        // Given a script that Redis knew
        writer.write(List.of(orders(NOON, 1)), NOT_OLDER);
        // When it forgets
        bare.scriptFlush();
        // Then the next write works
        assertThat(writer.write(List.of(orders(NOON, 2)), NOT_OLDER).written()).isEqualTo(1);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aForeignValueIsNamed() {
        // Given a field that holds no value of Feast's
        bare.hset(
                new EntityKeyFormat("shops").encode(MEMBER),
                Map.of(FieldHash.field("visits", "count_7d"), "{}".getBytes(StandardCharsets.UTF_8)));
        // When it is read, then the error is ours to look at, and the connection stays usable
        assertThatThrownBy(() -> reader.read(VISITS, List.of(MEMBER)))
                .isInstanceOfSatisfying(OnlineStoreException.class, e -> assertThat(e.retryable())
                        .isFalse());
        assertThat(reader.read(ORDERS, List.of(MEMBER)).get(0).eventTime()).isEmpty();
    }

    @Test
    void anEntityIsForgottenAfterItsTimeToLive() {
        // Given a store whose keys live an hour
        OnlineStoreConfig config = config().withKeyTtl(Duration.ofHours(1));
        try (OnlineStoreWriter expiring = OnlineStoreWriter.open(config)) {
            expiring.write(List.of(orders(NOON, 1)), NEWER_ONLY);
        }
        // Then the whole entity has that long
        assertThat(bare.ttl(new EntityKeyFormat("shops").encode(MEMBER))).isBetween(3500L, 3600L);
    }

    private static OnlineStoreConfig config() {
        return OnlineStoreConfig.of("127.0.0.1", redis.port(), "shops");
    }

    private static FeatureRow orders(Instant time, long count) {
        return new FeatureRow(
                ORDERS, MEMBER, time, List.of(FeatureValue.of(count), FeatureValue.of(1.5), FeatureValue.of("s")));
    }

    private static double count() {
        FeatureValue value = reader.read(ORDERS, List.of(MEMBER)).get(0).value("count_30d");
        return value == null ? Double.NaN : value.asDouble();
    }
}
