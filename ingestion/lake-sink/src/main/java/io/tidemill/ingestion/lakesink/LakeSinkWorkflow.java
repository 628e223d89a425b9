package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.DropDuplicates;
import io.tidemill.infra.eventstreams.EventIdentity;
import io.tidemill.infra.eventstreams.OutgoingRecord;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.eventstreams.StreamedRecord;
import io.tidemill.infra.eventstreams.StreamedRecordTypes;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Records in; rows in the tables, dead letters in their table and topic, completed days announced. */
public final class LakeSinkWorkflow {
    private LakeSinkWorkflow() {}

    /**
     * Defines the job.
     *
     * @param records of all topics that have a table
     * @param deadLetters where dead letters go beside their table
     * @param remembered how long an event is known, so that it becomes no second row
     * @param clock serialisable
     */
    public static void define(
            DataStream<StreamedRecord> records,
            Sink<OutgoingRecord> deadLetters,
            LakeSettings settings,
            Duration remembered,
            Clock clock) {
        SingleOutputStreamOperator<StreamedEvent> admitted = records.transform(
                        "admit", StreamedRecordTypes.EVENTS, new Admission(clock, settings))
                .uid("admit");
        SingleOutputStreamOperator<StreamedEvent> once = EventIdentity.key(admitted)
                .transform(
                        "drop-duplicates",
                        StreamedRecordTypes.EVENTS,
                        new DeduplicateRows(new DropDuplicates(remembered), settings, remembered, clock))
                .uid("drop-duplicates");
        SingleOutputStreamOperator<StreamedEvent> conflicts = once.getSideOutput(DropDuplicates.CONFLICTS)
                .process(new ConflictLetters(clock, settings))
                .returns(StreamedRecordTypes.EVENTS)
                .name("set-conflicts-apart")
                .uid("set-conflicts-apart");
        admitted.getSideOutput(Admission.DEAD_RECORDS)
                .union(conflicts.getSideOutput(ConflictLetters.DEAD_RECORDS))
                .sinkTo(deadLetters)
                .name("dead-letters")
                .uid("dead-letters");

        DataStream<StreamedEvent> rows = once.union(admitted.getSideOutput(Admission.DEAD_ROWS), conflicts);
        DataStream<StreamedEvent> distributed = records.getParallelism() == 1
                ? rows
                : rows.partitionCustom(new RowDistribution(clock, settings.commitInterval()), TableDay::of);
        SingleOutputStreamOperator<WriterReport> written = distributed
                .transform("write-files", LakeTypes.REPORTS, new LakeWriter(settings))
                .uid("write-files");
        written.union(admitted.getSideOutput(Admission.PROGRESS), once.getSideOutput(DeduplicateRows.BEGUN))
                .global()
                .transform("commit", LakeTypes.REPORTS, new LakeCommitter(settings, clock))
                .uid("commit")
                .setParallelism(1)
                .setMaxParallelism(1);
    }
}
