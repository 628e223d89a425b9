package io.tidemill.featurejobs.onlinestore;

import static io.tidemill.featurejobs.onlinestore.WriteRule.NEWER_ONLY;
import static io.tidemill.featurejobs.onlinestore.WriteRule.NOT_OLDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.testsupport.TestRedisCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisClusterTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Duration FAILOVER = Duration.ofSeconds(30);
    private static final OnlineView VIEW = OnlineView.of("view", List.of("feature"));
    private static final int MANY = 700;

    private static TestRedisCluster cluster;
    private static OnlineStoreWriter writer;
    private static OnlineStoreReader reader;

    @BeforeAll
    static void start() {
        cluster = TestRedisCluster.start();
        // One node is told; it tells the others.
        OnlineStoreConfig config = OnlineStoreConfig.of(
                new RedisTopology.Cluster(
                        List.of(new NodeAddress("127.0.0.1", cluster.ports().get(0)))),
                "p");
        writer = OnlineStoreWriter.open(config);
        reader = OnlineStoreReader.open(config);
    }

    @AfterAll
    static void stop() {
        reader.close();
        writer.close();
        cluster.close();
    }

    @Test
    @Order(1)
    void entitiesOfAllNodesComeInTheOrderAsked() {
        // Given entities that lie on every node, written twice: the script is on each of them then
        List<EntityKey> entities = IntStream.range(0, MANY)
                .mapToObj(number -> EntityKey.of("id", number))
                .toList();
        assertThat(entities.stream()
                        .map(entity ->
                                cluster.masterOf(slot(entity), cluster.ports().get(0)))
                        .collect(Collectors.toSet()))
                .hasSize(3);
        assertThat(writer.write(rows(entities, 1), NEWER_ONLY)).isEqualTo(new WriteReport(MANY, 0));
        assertThat(writer.write(rows(entities, 2), NEWER_ONLY)).isEqualTo(new WriteReport(0, MANY));
        // When they are read together, with one that is not there
        List<EntityKey> asked = new ArrayList<>(entities);
        asked.add(350, EntityKey.of("id", -1));
        List<OnlineRow> rows = reader.read(VIEW, asked);
        // Then each is in its place
        assertThat(rows).extracting(OnlineRow::entity).isEqualTo(asked);
        assertThat(rows.get(350).eventTime()).isEmpty();
        assertThat(rows.stream().filter(row -> FeatureValue.of(1).equals(row.value(0))))
                .hasSize(MANY);
        reader.check();
    }

    @Test
    @Order(2)
    void aSlotThatMovesIsFollowed() {
        // Given an entity that was written, and a slot on its way to another master
        EntityKey entity = EntityKey.of("id", "moving");
        int slot = slot(entity);
        int from = cluster.masterOf(slot, cluster.ports().get(0));
        int to = cluster.ports().stream()
                .limit(3)
                .filter(port -> port != from)
                .findFirst()
                .orElseThrow();
        cluster.beginMove(slot, from, to);
        // When it is written and read while the slot is at both (ASK)
        assertThat(writer.write(rows(List.of(entity), 1), NOT_OLDER).written()).isEqualTo(1);
        assertThat(value(entity)).isEqualTo(FeatureValue.of(1));
        try (Jedis there = new Jedis("127.0.0.1", to)) {
            assertThat(there.clusterCountKeysInSlot(slot)).isEqualTo(1);
        }
        // And once the slot is at the other alone (MOVED)
        cluster.endMove(slot, from, to);
        assertThat(value(entity)).isEqualTo(FeatureValue.of(1));
        assertThat(writer.write(rows(List.of(entity), 2), NOT_OLDER).written()).isEqualTo(1);
        assertThat(value(entity)).isEqualTo(FeatureValue.of(2));
    }

    @Test
    @Order(4)
    void aMasterThatHangsIsGivenUpToo() {
        // Given an entity on a master that has a replica still, and what another server tells
        int asked = cluster.ports().get(5);
        EntityKey entity = IntStream.range(0, MANY)
                .mapToObj(number -> EntityKey.of("id", number))
                .filter(each -> cluster.ports().indexOf(cluster.masterOf(slot(each), asked)) < 3)
                .findFirst()
                .orElseThrow();
        int master = cluster.masterOf(slot(entity), asked);
        writer.write(rows(List.of(entity), 7), NOT_OLDER);
        try (Jedis before = new Jedis("127.0.0.1", master)) {
            assertThat(before.waitReplicas(1, 10_000)).isEqualTo(1);
        }
        // When the master hangs: it takes connections, and answers nothing
        cluster.server(master).freeze();
        try {
            // Then its replica answers after a while
            await().atMost(FAILOVER)
                    .ignoreExceptionsMatching(RedisClusterTest::isRetryable)
                    .until(() -> FeatureValue.of(7).equals(value(entity)));
            await().atMost(FAILOVER)
                    .ignoreExceptionsMatching(RedisClusterTest::isRetryable)
                    .until(() ->
                            writer.write(rows(List.of(entity), 8), NOT_OLDER).written() == 1);
            assertThat(value(entity)).isEqualTo(FeatureValue.of(8));
        } finally {
            cluster.server(master).thaw();
        }
    }

    @Test
    @Order(3)
    void whenAMasterDiesItsReplicaTakesOver() {
        // Given an entity on a master and on its replica, and connections to all
        EntityKey entity = EntityKey.of("id", 1);
        int last = cluster.ports().get(5);
        int master = cluster.masterOf(slot(entity), last);
        writer.write(rows(List.of(entity), 1), NOT_OLDER);
        try (Jedis before = new Jedis("127.0.0.1", master)) {
            assertThat(before.waitReplicas(1, 10_000)).isEqualTo(1);
        }
        // When the master is killed
        cluster.server(master).kill();
        // Then reading says at first that somebody else must act, and goes on with the replica
        assertThatThrownBy(() -> reader.read(VIEW, List.of(entity)))
                .isInstanceOfSatisfying(OnlineStoreException.class, e -> assertThat(e.retryable())
                        .isTrue());
        await().atMost(FAILOVER)
                .ignoreExceptionsMatching(RedisClusterTest::isRetryable)
                .until(() -> value(entity) != null);
        // And writing does, on a server that never saw the script
        await().atMost(FAILOVER)
                .ignoreExceptionsMatching(RedisClusterTest::isRetryable)
                .until(() -> writer.write(rows(List.of(entity), 5), NOT_OLDER).written() == 1);
        assertThat(value(entity)).isEqualTo(FeatureValue.of(5));
        assertThat(cluster.masterOf(
                        slot(entity),
                        cluster.ports().stream()
                                .filter(port -> port != master)
                                .findFirst()
                                .orElseThrow()))
                .isNotEqualTo(master);
    }

    private static boolean isRetryable(Throwable failure) {
        return failure instanceof OnlineStoreException e && e.retryable();
    }

    private static @Nullable FeatureValue value(EntityKey entity) {
        return reader.read(VIEW, List.of(entity)).get(0).value(0);
    }

    private static int slot(EntityKey entity) {
        return JedisClusterCRC16.getSlot(new EntityKeyFormat("p").encode(entity));
    }

    private static List<FeatureRow> rows(List<EntityKey> entities, long value) {
        return entities.stream()
                .map(entity -> new FeatureRow(VIEW, entity, NOON, List.of(FeatureValue.of(value))))
                .toList();
    }
}
