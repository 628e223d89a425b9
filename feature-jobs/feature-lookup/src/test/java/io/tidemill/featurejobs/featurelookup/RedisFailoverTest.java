package io.tidemill.featurejobs.featurelookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemill.infra.testsupport.TestRedisSentinel;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisFailoverTest {
    private static final String REQUEST = "/api/features?view=orders&ids=m-1&features=count_30d";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void lookupsAreAnswered503UntilTheReplicaIsTheMaster() throws Exception {
        try (TestRedisSentinel redis = TestRedisSentinel.start();
                TestingFeatureServer server = TestingFeatureServer.start(
                        folder,
                        redis.master().port(),
                        Map.of(
                                "redis.mode", "sentinel",
                                "redis.nodes", "127.0.0.1:" + redis.port(),
                                "redis.sentinel-master", TestRedisSentinel.MASTER,
                                "features.time-limit", "PT5S",
                                "features.pause", "PT0.1S"))) {
            // Given features at the master and its replica
            TestingFeatureServer.fill(redis.master().port());
            redis.awaitReplicated();
            assertThat(server.get(REQUEST).statusCode()).isEqualTo(200);
            // When the master is killed
            redis.master().kill();
            // Then a lookup says that it may be asked again
            HttpResponse<byte[]> away = server.get(REQUEST);
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.headers().firstValue("retry-after")).isPresent();
            // And soon it is answered as before
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> server.get(REQUEST).statusCode() == 200);
            assertThat(new String(server.get(REQUEST).body(), StandardCharsets.UTF_8))
                    .contains("\"count_30d\":{\"value\":3,\"status\":\"PRESENT\"}");
        }
    }
}
