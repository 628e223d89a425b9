package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.OutgoingRecord;
import io.tidemill.infra.eventstreams.PoisonRecord;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.eventstreams.StreamedRecordTypes;
import io.tidemill.ingestion.laketables.Lake;
import java.time.Clock;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.common.TopicPartition;

/** Makes dead letters of events that contradict another under their source and id: rows, and at the side records. */
final class ConflictLetters extends ProcessFunction<PoisonRecord, StreamedEvent> {
    static final OutputTag<OutgoingRecord> DEAD_RECORDS =
            new OutputTag<>("dead-conflict-records", StreamedRecordTypes.OUTGOING);

    private static final long serialVersionUID = 1L;

    private final Clock clock;
    private final LakeSettings settings;
    private transient Offsets inTable = Offsets.NONE;

    ConflictLetters(Clock clock, LakeSettings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public void open(OpenContext context) {
        try (Lake lake = Lake.open(settings.catalog())) {
            inTable = LakePosition.read(lake, new TopicIds(settings.kafka())).of(TopicTables.DEAD_LETTERS);
        }
    }

    @Override
    public void processElement(PoisonRecord conflict, Context context, Collector<StreamedEvent> out) {
        Instant now = clock.instant();
        // After a restore from an older checkpoint the table may have it already.
        if (conflict.offset() >= inTable.next(new TopicPartition(conflict.topic(), conflict.partition()))) {
            out.collect(DeadLetters.row(conflict, now));
        }
        context.output(DEAD_RECORDS, DeadLetters.record(conflict, now));
    }
}
