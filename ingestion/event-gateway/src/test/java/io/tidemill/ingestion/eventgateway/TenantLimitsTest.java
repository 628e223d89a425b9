package io.tidemill.ingestion.eventgateway;

import static io.tidemill.ingestion.eventgateway.TestingGateway.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemill.infra.testsupport.TestKafka;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock stands still, so what a tenant may send is what its bucket holds, and can be counted. */
class TenantLimitsTest {
    private static TestKafka kafka;
    private static TestingGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) {
        kafka = TestKafka.start();
        gateway = TestingGateway.start(
                folder,
                kafka.bootstrapServers(),
                Map.of(
                        "gateway.rate-limit.default", "1000",
                        "gateway.rate-limit.tenant.loud", "5",
                        "gateway.rate-limit.tenant.batching", "1",
                        "gateway.rate-limit.burst", "PT2S"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        kafka.close();
    }

    @Test
    void oneTenantAtItsLimitDoesNotKeepAnotherWaiting() throws Exception {
        // When one tenant sends more than it may, and another sends in between
        int taken = 0;
        int limited = 0;
        for (int i = 0; i < 30; i++) {
            HttpResponse<String> loud = gateway.post("loud", order("loud-" + i, "1"));
            assertThat(loud.statusCode()).isIn(202, 429);
            taken += loud.statusCode() == 202 ? 1 : 0;
            if (loud.statusCode() == 429) {
                limited++;
                assertThat(loud.headers().firstValue("retry-after")).contains("1");
                assertThat(TestingGateway.json(loud).path("detail").asText())
                        .contains("tenant loud", "5 events a second");
            }
            assertThat(gateway.post("quiet", order("quiet-" + i, "1")).statusCode())
                    .isEqualTo(202);
        }
        // Then it had its burst and not one event more, and the other had all it wanted
        assertThat(taken).isEqualTo(10);
        assertThat(limited).isEqualTo(20);
        assertThat(gateway.metrics()).contains("tidemill_gateway_limited_total{tenant=\"loud\"} 20.0");
    }

    @Test
    void aBatchIsTakenWholeOrNotAtAll() throws Exception {
        // Given a tenant that may send two events at once
        String batch = "[" + order("b1", "1") + "," + order("b2", "1") + "," + order("b3", "1") + "]";
        // When it sends three in a batch, and one more
        HttpResponse<String> whole = gateway.post(TestingGateway.BATCHED, "batching", batch);
        HttpResponse<String> next = gateway.post("batching", order("b4", "1"));
        // Then the batch was taken, and paid for by what comes after
        assertThat(whole.statusCode()).as(whole.body()).isEqualTo(202);
        assertThat(next.statusCode()).isEqualTo(429);
        assertThat(next.headers().firstValue("retry-after")).contains("2");
    }

    @Test
    void aBatchThatIsTooLongIsToldTheLimit() throws Exception {
        StringBuilder batch = new StringBuilder("[").append(order("long-0", "1"));
        for (int i = 1; i <= 1000; i++) {
            batch.append(',').append(order("long-" + i, "1"));
        }
        HttpResponse<String> response =
                gateway.post(TestingGateway.BATCHED, "quiet", batch.append(']').toString());
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("1001 events: expected at most 1000");
    }
}
