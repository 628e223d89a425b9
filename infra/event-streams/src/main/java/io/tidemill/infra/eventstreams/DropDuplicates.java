package io.tidemill.infra.eventstreams;

import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets each pair of source and id through once. Its state is one byte and a time under a 128-bit key per event, kept
 * for a while after the event was first seen.
 */
public final class DropDuplicates extends KeyedProcessFunction<Tuple2<Long, Long>, StreamedEvent, StreamedEvent> {
    private static final long serialVersionUID = 1L;
    private static final long QUERY_TIME_AFTER_ENTRIES = 100_000;

    private final Duration remembered;
    private transient ValueState<Boolean> seen;

    private DropDuplicates(Duration remembered) {
        this.remembered = Objects.requireNonNull(remembered, "remembered");
    }

    /**
     * The events of a stream, each once.
     *
     * @param remembered how long an event is known, in processing time
     * @param uid of the operator within the job
     */
    public static DataStream<StreamedEvent> of(DataStream<StreamedEvent> events, Duration remembered, String uid) {
        return events.keyBy(new EventIdentity())
                .process(new DropDuplicates(remembered), StreamedRecordTypes.EVENTS)
                .name(uid)
                .uid(uid);
    }

    @Override
    public void open(OpenContext context) {
        StateTtlConfig ttl = StateTtlConfig.newBuilder(remembered)
                .updateTtlOnCreateAndWrite()
                .neverReturnExpired()
                .cleanupInRocksdbCompactFilter(QUERY_TIME_AFTER_ENTRIES)
                .build();
        ValueStateDescriptor<Boolean> descriptor = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
        descriptor.enableTimeToLive(ttl);
        seen = getRuntimeContext().getState(descriptor);
    }

    @Override
    public void processElement(StreamedEvent event, Context context, Collector<StreamedEvent> out) throws Exception {
        if (event.advancesTimeOnly()) {
            out.collect(event);
        } else if (seen.value() == null) {
            seen.update(true);
            out.collect(event);
        }
    }
}
