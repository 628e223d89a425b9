package io.tidemill.ingestion.lakesink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableWatermarksTest {
    private static final String ORDERS = "tidemill.events.order.paid";

    private final TestingBacklog backlog = new TestingBacklog();
    private final TableWatermarks watermarks = new TableWatermarks(List.of(ORDERS), Duration.ofSeconds(10), backlog, 0);

    @Test
    void aPartitionNotReadYetHoldsTheTableBack() {
        read(0, 500, 1000);
        assertThat(watermarks.watermarks(2000)).isEmpty();
        read(1, 300, 3000);
        assertThat(watermarks.watermarks(3000)).containsEntry("order_paid", 300L);
    }

    @Test
    void anIdlePartitionHoldsNothingBackUntilItIsReadAgain() {
        read(1, 300, 0);
        read(0, 400, 5_000);
        read(0, 500, 12_000);
        assertThat(watermarks.watermarks(12_000)).containsEntry("order_paid", 500L);
        read(1, 350, 13_000);
        assertThat(watermarks.watermarks(13_000)).containsEntry("order_paid", 350L);
    }

    @Test
    void aSilentPartitionWithUnreadRecordsIsNotIdle() {
        backlog.unreadPartitions.add(1);
        read(1, 300, 0);
        read(0, 400, 5_000);
        read(0, 500, 12_000);
        assertThat(watermarks.watermarks(20_000)).containsEntry("order_paid", 300L);
    }

    @Test
    void aTopicThatWakesUpGivesEachPartitionItsTime() {
        // Given a topic that was silent for long
        read(0, 400, 0);
        read(1, 300, 0);
        assertThat(watermarks.watermarks(30_000)).containsEntry("order_paid", 400L);
        // When one partition is read first
        read(0, 900, 60_000);
        // Then the other still has its time to come
        assertThat(watermarks.watermarks(60_000)).containsEntry("order_paid", 300L);
        assertThat(watermarks.watermarks(71_000)).containsEntry("order_paid", 900L);
    }

    @Test
    void whatWasReadBeforeARestartCounts() {
        read(0, 400, 0);
        read(1, 300, 0);
        TableWatermarks restored = new TableWatermarks(List.of(ORDERS), Duration.ofSeconds(10), backlog, 0);
        restored.restore(watermarks.progress());
        assertThat(restored.watermarks(0)).containsEntry("order_paid", 300L);
    }

    @Test
    void everyPartitionOfATopicThatCameLaterHoldsItsTableBack() {
        String later = "tidemill.events.parcel.sent";
        watermarks.observe(List.of(new PartitionProgress(later, 0, 500, 1)), 1000);
        assertThat(watermarks.watermarks(2000)).isEmpty();
        watermarks.observe(List.of(new PartitionProgress(later, 1, 300, 1)), 3000);
        assertThat(watermarks.watermarks(3000)).containsEntry("parcel_sent", 300L);
    }

    private void read(int partition, long watermark, long now) {
        watermarks.observe(List.of(new PartitionProgress(ORDERS, partition, watermark, watermark)), now);
    }
}
