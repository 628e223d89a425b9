package io.tidemill.decisionengine.decisions;

import io.tidemill.infra.eventstreams.DropDuplicates;
import io.tidemill.infra.eventstreams.EventStream;
import io.tidemill.infra.eventstreams.JobConfiguration;
import io.tidemill.infra.eventstreams.OutgoingRecord;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.infra.eventstreams.StreamedRecord;
import io.tidemill.infra.eventstreams.StreamedRecordTypes;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Events, each once, to decisions and requests for actions. What is no event is left to the lake's dead letters. */
final class DecisionWorkflow {
    private static final int IN_FLIGHT = 256;

    /** Beyond any time the features may be away: an event waits for them, however long. */
    private static final long PATIENCE_DAYS = 365;

    private DecisionWorkflow() {}

    static void define(JobConfiguration configuration, DataStream<StreamedRecord> records, Sink<OutgoingRecord> sink) {
        DataStream<StreamedEvent> events = DropDuplicates.of(
                EventStream.of(records, "decisions-read").events(),
                configuration.duplicatesRemembered(),
                "decisions-once");
        AsyncDataStream.orderedWait(
                        events, new DecideEvents(configuration.settings()), PATIENCE_DAYS, TimeUnit.DAYS, IN_FLIGHT)
                .returns(StreamedRecordTypes.OUTGOING)
                .name("decide")
                .uid("decide")
                .sinkTo(sink)
                .name("decisions-out")
                .uid("decisions-out");
    }
}
