package io.tidemill.infra.eventstreams;

import java.util.Objects;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Records set apart by what they are.
 *
 * @param events events, duplicates among them; records that only advance time have moved the watermark and are gone
 * @param poison what is no event
 */
public record EventStream(DataStream<StreamedEvent> events, DataStream<PoisonRecord> poison) {
    private static final OutputTag<PoisonRecord> POISON = new OutputTag<>("poison", StreamedRecordTypes.POISON);

    public EventStream {
        Objects.requireNonNull(events, "events");
        Objects.requireNonNull(poison, "poison");
    }

    /**
     * Sets records apart.
     *
     * @param uid of the operator within the job
     */
    public static EventStream of(DataStream<StreamedRecord> records, String uid) {
        SingleOutputStreamOperator<StreamedEvent> events = records.process(new SetApart(), StreamedRecordTypes.EVENTS)
                .name(uid)
                .uid(uid);
        return new EventStream(events, events.getSideOutput(POISON));
    }

    private static final class SetApart extends ProcessFunction<StreamedRecord, StreamedEvent> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(StreamedRecord streamed, Context context, Collector<StreamedEvent> out) {
            if (streamed instanceof PoisonRecord poison) {
                context.output(POISON, poison);
            } else if (streamed instanceof StreamedEvent event && !event.advancesTimeOnly()) {
                out.collect(event);
            }
        }
    }
}
