package io.tidemill.featurejobs.streamingfeatures;

import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Of records that say nothing about event time: they neither move a watermark nor hold one back. */
final class Timeless<T> implements WatermarkGenerator<T> {
    private Timeless() {}

    static <T> WatermarkStrategy<T> strategy() {
        return WatermarkStrategy.<T>forGenerator(context -> new Timeless<>())
                .withTimestampAssigner((record, time) -> 0);
    }

    @Override
    public void onEvent(T record, long timestamp, WatermarkOutput output) {
        // Says nothing.
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        output.markIdle();
    }
}
