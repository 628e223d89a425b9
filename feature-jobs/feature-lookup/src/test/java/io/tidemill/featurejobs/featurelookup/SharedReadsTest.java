package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.tidemill.featurejobs.onlinestore.EntityKey;
import io.tidemill.featurejobs.onlinestore.OnlineLookup;
import io.tidemill.featurejobs.onlinestore.OnlineRow;
import io.tidemill.featurejobs.onlinestore.OnlineStoreConfig;
import io.tidemill.featurejobs.onlinestore.OnlineStoreException;
import io.tidemill.featurejobs.onlinestore.OnlineStoreReader;
import io.tidemill.featurejobs.onlinestore.OnlineView;
import io.tidemill.infra.httpserver.problems.ProblemException;
import io.tidemill.infra.testsupport.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedReadsTest {
    private static final List<OnlineView> VIEWS = List.of(OnlineView.of("orders", List.of("count")));
    private static final OnlineLookup ONE = lookup("m-1");
    private static final OnlineLookup TWO = lookup("m-2");

    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger read = new AtomicInteger();
    private final Generations generations = new Generations();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private TestRedis redis;
    private OnlineStoreReader reader;

    @SuppressWarnings("NullAway.Init")
    SharedReadsTest() {}

    @BeforeEach
    void start() {
        redis = TestRedis.start();
        reader = OnlineStoreReader.open(OnlineStoreConfig.of("127.0.0.1", redis.port(), "p"));
    }

    @AfterEach
    void stop() {
        reader.close();
        redis.close();
    }

    @Test
    void whoComesWhileItIsReadWaitsForThatReading() throws Exception {
        SharedReads shared = shared(Duration.ofSeconds(30));
        // Given a request that is reading two entities
        CompletableFuture<List<List<OnlineRow>>> first =
                CompletableFuture.supplyAsync(() -> shared.read(List.of(ONE, TWO)));
        reading.await();
        // When another asks for one of them meanwhile
        CompletableFuture<List<List<OnlineRow>>> second =
                CompletableFuture.supplyAsync(() -> shared.read(List.of(TWO)));
        await().until(() -> joined() == 1);
        gate.countDown();
        // Then it has the same row, and nothing was read for it
        assertThat(second.get().get(0)).isSameAs(first.get().get(1));
        assertThat(read.get()).isEqualTo(2);
        // And whoever comes later reads anew
        shared.read(List.of(TWO, TWO));
        assertThat(read.get()).isEqualTo(3);
    }

    @Test
    void whoComesAfterAWriteReadsAnew() throws Exception {
        SharedReads shared = shared(Duration.ofSeconds(30));
        // Given an entity that is being read
        CompletableFuture<List<List<OnlineRow>>> first = CompletableFuture.supplyAsync(() -> shared.read(List.of(ONE)));
        reading.await();
        // When it is written, and asked for again
        generations.next(ONE.entity());
        CompletableFuture<List<List<OnlineRow>>> second =
                CompletableFuture.supplyAsync(() -> shared.read(List.of(ONE)));
        // Then it is read a second time
        await().until(() -> read.get() == 2);
        gate.countDown();
        assertThat(second.get().get(0)).isNotSameAs(first.get().get(0));
        assertThat(joined()).isZero();
    }

    @Test
    void whoWaitsFailsWithTheReadingOrWhenItsTimeIsOver() throws Exception {
        SharedReads patient = shared(Duration.ofSeconds(30));
        CompletableFuture<List<List<OnlineRow>>> first =
                CompletableFuture.supplyAsync(() -> patient.read(List.of(ONE)));
        reading.await();
        CompletableFuture<List<List<OnlineRow>>> second =
                CompletableFuture.supplyAsync(() -> patient.read(List.of(ONE)));
        await().until(() -> joined() == 1);
        // When Redis goes away before it answers
        redis.close();
        gate.countDown();
        // Then both fail
        assertThatThrownBy(first::join).isInstanceOf(CompletionException.class);
        assertThatThrownBy(second::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(OnlineStoreException.class);
    }

    @Test
    void somebodyElsesReadingIsNotWaitedForLongerThanTheLimit() throws Exception {
        SharedReads hasty = shared(Duration.ofMillis(50));
        CompletableFuture<List<List<OnlineRow>>> first = CompletableFuture.supplyAsync(() -> hasty.read(List.of(ONE)));
        reading.await();
        assertThatThrownBy(() -> hasty.read(List.of(ONE)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("does not answer");
        gate.countDown();
        assertThat(first.get()).hasSize(1);
    }

    private SharedReads shared(Duration limit) {
        return new SharedReads(
                lookups -> {
                    read.addAndGet(lookups.size());
                    reading.countDown();
                    awaitGate();
                    return reader.read(lookups);
                },
                generations,
                limit,
                new CacheMetrics(metrics));
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double joined() {
        return metrics.scrape().stream()
                .filter(snapshot -> snapshot.getMetadata().getName().equals("tidemill_feature_shared_reads"))
                .mapToDouble(snapshot ->
                        ((CounterSnapshot) snapshot).getDataPoints().get(0).getValue())
                .sum();
    }

    private static OnlineLookup lookup(String member) {
        return new OnlineLookup(EntityKey.of("member_id", member), VIEWS);
    }
}
