package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowDistributionTest {
    private final RowDistribution distribution =
            new RowDistribution(Clock.fixed(Instant.ofEpochSecond(1), ZoneOffset.UTC), Duration.ofSeconds(1));

    @Test
    void aHotDayUsesEveryTaskEvenly() {
        int[] rows = new int[4];
        for (int i = 0; i < 20 * RowDistribution.BLOCK; i++) {
            rows[distribution.partition(new TableDay("order.paid", 10_000), 4)]++;
        }
        assertThat(rows).containsOnly(5 * RowDistribution.BLOCK);
    }

    @Test
    void aDayOfFewRowsGoesToOneTaskAndManyDaysToAll() {
        int[] days = new int[4];
        for (int day = 0; day < 400; day++) {
            TableDay tableDay = new TableDay("order.paid", day);
            int[] tasks = IntStream.range(0, 100)
                    .map(row -> distribution.partition(tableDay, 4))
                    .distinct()
                    .toArray();
            assertThat(tasks).hasSize(1);
            days[tasks[0]]++;
        }
        assertThat(days).containsOnly(100);
    }
}
