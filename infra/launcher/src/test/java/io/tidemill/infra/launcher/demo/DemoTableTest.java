package io.tidemill.infra.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoTableTest {
    @Test
    void showsCountsLatenciesAndPlaces() {
        // Given
        Latency latency = Latency.of("decision over HTTP", List.of(3_000_000L, 1_000_000L, 2_000_000L));
        // When
        String table = DemoTable.render(Map.of("decisions", 72_000L), List.of(latency), Map.of("API", "http://a/docs"));
        // Then
        assertThat(table)
                .containsPattern("decisions +72,000\n")
                .containsPattern("decision over HTTP +2\\.0 +3\\.0 +3\n")
                .containsPattern("API +http://a/docs\n");
    }

    @Test
    void readsWhatRedisCounted() {
        // Given
        String answer = "cmdstat_hset:calls=12,usec=1\r\ncmdstat_hgetall:calls=7,usec=1\r\n";
        // When, Then
        assertThat(StoreCounts.parse(answer)).isEqualTo(new StoreCounts(12, 7));
    }
}
