package io.tidemill.ingestion.lakesink;

import java.util.Objects;

/**
 * How far a topic partition has been read.
 *
 * @param topic the topic
 * @param partition its partition
 * @param watermark no earlier event is expected, in epoch milliseconds; {@link Long#MIN_VALUE} when nothing is known
 * @param nextOffset one more than the last offset read
 */
record PartitionProgress(String topic, int partition, long watermark, long nextOffset) {
    PartitionProgress {
        Objects.requireNonNull(topic, "topic");
    }

    /** The furthest of both. */
    PartitionProgress max(PartitionProgress other) {
        return new PartitionProgress(
                topic, partition, Math.max(watermark, other.watermark), Math.max(nextOffset, other.nextOffset));
    }
}
