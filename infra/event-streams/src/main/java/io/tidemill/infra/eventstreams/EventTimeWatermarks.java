package io.tidemill.infra.eventstreams;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of one topic partition: the latest event time less the out-of-orderness allowed, or the time of a
 * {@code time.advanced} record where that is later. Poison, times too far ahead included, moves nothing.
 */
public final class EventTimeWatermarks implements WatermarkGenerator<StreamedRecord> {
    private final long outOfOrderness;
    private long watermark = Long.MIN_VALUE;

    EventTimeWatermarks(Duration outOfOrderness) {
        this.outOfOrderness = outOfOrderness.toMillis();
    }

    /**
     * What a Kafka source applies to each topic partition.
     *
     * @param outOfOrderness how much earlier than the latest event of its partition an event may be
     * @param idleness after how long without records a partition no longer holds the others back
     */
    public static WatermarkStrategy<StreamedRecord> strategy(Duration outOfOrderness, Duration idleness) {
        return WatermarkStrategy.<StreamedRecord>forGenerator(context -> new EventTimeWatermarks(outOfOrderness))
                .withTimestampAssigner((streamed, kafkaTimestamp) ->
                        streamed instanceof StreamedEvent event ? event.time() : streamed.ingestTime())
                .withIdleness(idleness);
    }

    @Override
    public void onEvent(StreamedRecord streamed, long timestamp, WatermarkOutput output) {
        if (streamed instanceof StreamedEvent event) {
            // Flink's watermark t promises that nothing at t itself will come, hence one less.
            long promised = event.advancesTimeOnly() ? event.time() - 1 : event.time() - outOfOrderness - 1;
            watermark = Math.max(watermark, promised);
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (watermark != Long.MIN_VALUE) {
            output.emitWatermark(new Watermark(watermark));
        }
    }
}
