package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.OutgoingRecord;
import io.tidemill.infra.eventstreams.PoisonRecord;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.eventstreams.StreamedRecordTypes;
import java.time.Clock;
import java.time.Instant;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Makes dead letters of events that contradict another under their source and id: rows, and at the side records. */
final class ConflictLetters extends ProcessFunction<PoisonRecord, StreamedEvent> {
    static final OutputTag<OutgoingRecord> DEAD_RECORDS =
            new OutputTag<>("dead-conflict-records", StreamedRecordTypes.OUTGOING);

    private static final long serialVersionUID = 1L;

    private final Clock clock;

    ConflictLetters(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void processElement(PoisonRecord conflict, Context context, Collector<StreamedEvent> out) {
        Instant now = clock.instant();
        out.collect(DeadLetters.row(conflict, now));
        context.output(DEAD_RECORDS, DeadLetters.record(conflict, now));
    }
}
