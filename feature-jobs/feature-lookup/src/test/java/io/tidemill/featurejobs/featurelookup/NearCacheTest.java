package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.FeatureRow;
import io.tidemill.featurejobs.onlinestore.FeatureValue;
import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineStoreWriter;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.featurejobs.onlinestore.WriteRule;
import io.tidemill.infra.testsupport.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NearCacheTest {
    private static final Duration AGE = Duration.ofSeconds(10);
    private static final OnlineView ORDERS = OnlineView.of("orders", List.of("count"));
    private static final OnlineView VISITS = OnlineView.of("visits", List.of("count"));
    private static final EntityKey MEMBER = EntityKey.of("member_id", "m-1");
    private static final EntityKey OTHER = EntityKey.of("member_id", "m-2");

    private static TestRedis redis;
    private static OnlineStoreReader reader;
    private static OnlineStoreWriter writer;

    private final AtomicLong now = new AtomicLong();
    private final List<List<OnlineLookup>> reads = new ArrayList<>();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final NearCache cache = new NearCache(
            this::read, new Generations(), new CacheSettings(100, AGE), now::get, new CacheMetrics(metrics));
    private Duration reading = Duration.ZERO;
    private Runnable meanwhile = () -> {};
    private @Nullable List<List<OnlineRow>> joined;
    private long written;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        OnlineStoreConfig store = OnlineStoreConfig.of("127.0.0.1", redis.port(), "p");
        reader = OnlineStoreReader.open(store);
        writer = OnlineStoreWriter.open(store);
    }

    @AfterAll
    static void stop() {
        writer.close();
        reader.close();
        redis.close();
    }

    @BeforeEach
    void fill() {
        write(MEMBER, 1);
        write(OTHER, 2);
    }

    @Test
    void aRowIsReadAgainOnceItsReadingBeganTooLongAgo() {
        // Given a row that was read, and changed since
        assertThat(count(MEMBER, ORDERS)).isEqualTo(1);
        write(MEMBER, 5);
        // When its reading began no longer ago than allowed, then it is answered from memory
        now.addAndGet(AGE.toNanos());
        assertThat(count(MEMBER, ORDERS)).isEqualTo(1);
        assertThat(reads).hasSize(1);
        // And a nanosecond later it is read again
        now.addAndGet(1);
        assertThat(count(MEMBER, ORDERS)).isEqualTo(5);
        assertThat(reads).hasSize(2);
        // And it is told how often either was
        assertThat(List.of(metric("hits"), metric("misses"))).containsExactly(1.0, 2.0);
    }

    @Test
    void theAgeCountsFromTheBeginningOfTheReading() {
        // Given a reading that took most of the time
        reading = AGE.minusMillis(1);
        count(MEMBER, ORDERS);
        // When the rest has gone by, then it is read again
        now.addAndGet(Duration.ofMillis(2).toNanos());
        count(MEMBER, ORDERS);
        assertThat(reads).hasSize(2);
    }

    @Test
    void aReadingThatOthersJoinIsAsOldAsItsBeginning() {
        // Given a request that joins a reading when most of the time has gone by, and has the row after who began it
        OnlineLookup lookup = new OnlineLookup(MEMBER, List.of(ORDERS));
        long late = AGE.minusMillis(1).toNanos();
        joined = reader.read(List.of(lookup));
        now.set(late);
        meanwhile = () -> {
            meanwhile = () -> {};
            now.set(0);
            cache.read(List.of(lookup));
            now.set(late);
        };
        cache.read(List.of(lookup));
        joined = null;
        assertThat(reads).hasSize(2);
        // When the time has gone by since the reading began, then it is read again
        now.addAndGet(Duration.ofMillis(2).toNanos());
        count(MEMBER, ORDERS);
        assertThat(reads).hasSize(3);
    }

    @Test
    void onlyWhatIsNotKnownIsRead() {
        // Given a view of one entity
        count(MEMBER, ORDERS);
        // When two entities, of one of them another view too, are asked for
        List<List<OnlineRow>> rows = cache.read(List.of(
                new OnlineLookup(MEMBER, List.of(ORDERS)),
                new OnlineLookup(OTHER, List.of(ORDERS, VISITS)),
                new OnlineLookup(MEMBER, List.of(ORDERS))));
        // Then the other alone is read, and all come in order
        assertThat(reads.get(1)).containsExactly(new OnlineLookup(OTHER, List.of(ORDERS, VISITS)));
        assertThat(rows).extracting(row -> row.get(0).entity()).containsExactly(MEMBER, OTHER, MEMBER);
        assertThat(rows.get(1).get(0).value(0)).isEqualTo(FeatureValue.of(2));
    }

    @Test
    void whatWasNotThereIsRememberedAndAVersionOfAViewIsAViewOfItsOwn() {
        EntityKey nobody = EntityKey.of("member_id", "nobody");
        assertThat(count(nobody, ORDERS)).isNull();
        assertThat(count(nobody, ORDERS)).isNull();
        assertThat(reads).hasSize(1);
        count(nobody, OnlineView.of("orders", List.of("count")));
        assertThat(reads).hasSize(2);
    }

    @Test
    void whatWasWrittenHereIsForgotten() {
        count(MEMBER, ORDERS);
        write(MEMBER, 7);
        cache.forget(MEMBER, ORDERS);
        assertThat(count(MEMBER, ORDERS)).isEqualTo(7);
    }

    @Test
    void whatWasReadBeforeItWasWrittenHereIsNotKept() {
        // Given a reading that has its row, and hands it out only after that was written
        meanwhile = () -> {
            write(MEMBER, 7);
            cache.forget(MEMBER, ORDERS);
        };
        assertThat(count(MEMBER, ORDERS)).isEqualTo(1);
        // When it is asked for again, then it is as it was written
        meanwhile = () -> {};
        assertThat(count(MEMBER, ORDERS)).isEqualTo(7);
        // And kept
        assertThat(count(MEMBER, ORDERS)).isEqualTo(7);
        assertThat(reads).hasSize(2);
    }

    private List<List<OnlineRow>> read(List<OnlineLookup> lookups) {
        reads.add(lookups);
        now.addAndGet(reading.toNanos());
        List<List<OnlineRow>> rows = joined == null ? reader.read(lookups) : joined;
        meanwhile.run();
        return rows;
    }

    private @Nullable Double count(EntityKey entity, OnlineView view) {
        FeatureValue value = cache.read(List.of(new OnlineLookup(entity, List.of(view))))
                .get(0)
                .get(0)
                .value(0);
        return value == null ? null : value.asDouble();
    }

    private void write(EntityKey entity, long count) {
        Instant time = Instant.now().plusNanos(written++);
        writer.write(
                List.of(new FeatureRow(ORDERS, entity, time, List.of(FeatureValue.of(count)))), WriteRule.NOT_OLDER);
    }

    private double metric(String name) {
        for (MetricSnapshot snapshot : metrics.scrape()) {
            if (snapshot instanceof CounterSnapshot counter
                    && counter.getMetadata().getName().equals("tidemill_feature_cache_" + name)) {
                return counter.getDataPoints().get(0).getValue();
            }
        }
        throw new IllegalStateException("no metric " + name);
    }
}
