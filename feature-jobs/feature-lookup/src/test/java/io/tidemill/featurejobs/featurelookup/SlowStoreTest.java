package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tidemill.featurejobs.featurelookup.protocol.FeatureList;
import io.tidemill.featurejobs.featurelookup.protocol.GetOnlineFeaturesRequest;
import io.tidemill.featurejobs.featurelookup.protocol.RepeatedValue;
import io.tidemill.featurejobs.featurelookup.protocol.Value;
import io.tidemill.infra.testsupport.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that is there and does not answer in time. */
class SlowStoreTest {
    private static final Duration LIMIT = Duration.ofMillis(300);
    /** What a busy machine adds to a request; less than the two seconds that a connection to Redis waits by default. */
    private static final Duration NOISE = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, String> SETTINGS =
            Map.of("features.time-limit", LIMIT.toString(), "features.failures", "3", "features.pause", "PT2S");
    private static final String ASKED = "/api/features?view=orders&ids=m-1";
    private static final GetOnlineFeaturesRequest ASKED_OVER_GRPC = GetOnlineFeaturesRequest.newBuilder()
            .setFeatures(FeatureList.newBuilder().addVal("orders:count_30d"))
            .putEntities(
                    "member_id",
                    RepeatedValue.newBuilder()
                            .addVal(Value.newBuilder().setStringVal("m-1"))
                            .build())
            .build();

    @TempDir
    private Path folder = Path.of("");

    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final TestRedis redis = TestRedis.start();

    @BeforeEach
    void fill() {
        TestingFeatureServer.fill(redis.port());
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        redis.close();
    }

    @Test
    void aFrozenRedisIsLeftAloneAndFoundAgain() throws Exception {
        try (TestingFeatureServer server = TestingFeatureServer.start(folder, redis.port(), SETTINGS)) {
            staysHonest(server, redis::freeze, redis::thaw);
        }
    }

    @Test
    void aRedisThatTakesHalfASecondIsLeftAloneAndFoundAgain() throws Exception {
        try (TestingDelay way = TestingDelay.before(redis.port());
                TestingFeatureServer server = TestingFeatureServer.start(folder, way.port(), SETTINGS)) {
            staysHonest(server, () -> way.set(Duration.ofMillis(500)), () -> way.set(Duration.ZERO));
        }
    }

    private void staysHonest(TestingFeatureServer server, Runnable trouble, Runnable end) throws Exception {
        try (TestingFeastClient grpc = new TestingFeastClient(server)) {
            // Given a server that answers, over several connections
            awaitAnswers(server, grpc);

            // When Redis does not answer in time
            trouble.run();
            // Then many who ask at once are all told within the time limit
            long start = System.nanoTime();
            assertThat(statuses(server, 40)).containsOnly(503);
            assertThat(since(start)).isLessThan(LIMIT.plus(NOISE));

            // And soon who asks is told at once, and when to come again
            await().atMost(PATIENCE).untilAsserted(() -> {
                long asked = System.nanoTime();
                HttpResponse<byte[]> refused = server.get(ASKED);
                assertThat(since(asked)).isLessThan(LIMIT);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("retry-after")).isPresent();
                Status status = catchThrowableOfType(StatusRuntimeException.class, () -> grpc.features(ASKED_OVER_GRPC))
                        .getStatus();
                assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(status.getDescription()).contains("did not answer several times in a row");
            });

            // When it is itself again, then so is the server, without anybody's doing
            end.run();
            awaitAnswers(server, grpc);
        }
    }

    private void awaitAnswers(TestingFeatureServer server, TestingFeastClient grpc) {
        await().atMost(PATIENCE).ignoreException(StatusRuntimeException.class).untilAsserted(() -> {
            assertThat(statuses(server, 8)).containsOnly(200);
            assertThat(grpc.features(ASKED_OVER_GRPC).getResultsCount()).isEqualTo(2);
        });
    }

    /** What so many who ask at once are answered. */
    private List<Integer> statuses(TestingFeatureServer server, int count)
            throws InterruptedException, ExecutionException {
        List<CompletableFuture<Integer>> answers = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> status(server), clients))
                .limit(count)
                .toList();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static int status(TestingFeatureServer server) {
        try {
            return server.get(ASKED).statusCode();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
