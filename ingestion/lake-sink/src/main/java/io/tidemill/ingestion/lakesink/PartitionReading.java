package io.tidemill.ingestion.lakesink;

import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic partition while it is read: where its tables stood when that began, and how far it has been read since the last
 * report.
 */
final class PartitionReading {
    private final TopicPartition partition;
    private final long rowsBegin;
    private final long deadLettersBegin;
    private long nextOffset = Long.MIN_VALUE;
    private long watermark = Long.MIN_VALUE;

    /**
     * @param rowsBegin the first offset that the table of its events does not have
     * @param deadLettersBegin the first offset that the table of dead letters does not have
     */
    PartitionReading(TopicPartition partition, long rowsBegin, long deadLettersBegin) {
        this.partition = Objects.requireNonNull(partition, "partition");
        this.rowsBegin = rowsBegin;
        this.deadLettersBegin = deadLettersBegin;
    }

    /** Whether the table of events had come past a record when reading began: after a restore from an older checkpoint. */
    boolean isRowAlready(long offset) {
        return offset < rowsBegin;
    }

    /** As {@link #isRowAlready}, of the table of dead letters. */
    boolean isDeadLetterAlready(long offset) {
        return offset < deadLettersBegin;
    }

    /**
     * A record was read.
     *
     * @param promised what it says of the watermark; {@link Long#MIN_VALUE} for nothing
     */
    void passed(long offset, long promised) {
        nextOffset = Math.max(nextOffset, offset + 1);
        watermark = Math.max(watermark, promised);
    }

    /** What was read since the last time this was asked; empty for nothing. */
    Optional<PartitionProgress> take() {
        if (nextOffset == Long.MIN_VALUE) {
            return Optional.empty();
        }
        PartitionProgress progress =
                new PartitionProgress(partition.topic(), partition.partition(), watermark, nextOffset);
        nextOffset = Long.MIN_VALUE;
        watermark = Long.MIN_VALUE;
        return Optional.of(progress);
    }
}
