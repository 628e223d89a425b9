package io.tidemill.infra.eventstreams;

import io.tidemill.schemas.contracts.EventContent;
import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Lets each pair of source and id through once: the event that is read first. What comes later under the pair is dropped;
 * if it is not the same event, it goes out at the side as poison. Its state is twelve bytes and a time under a 128-bit
 * key per event, kept for a while after the event was first seen.
 */
public final class DropDuplicates extends KeyedProcessFunction<Tuple2<Long, Long>, StreamedEvent, StreamedEvent> {
    /** Events whose source and id are those of another; whoever does not read them just drops them. */
    public static final OutputTag<PoisonRecord> CONFLICTS = new OutputTag<>("conflicts", StreamedRecordTypes.POISON);

    private static final long serialVersionUID = 1L;
    private static final long QUERY_TIME_AFTER_ENTRIES = 100_000;

    private final Duration remembered;
    private transient ValueState<Tuple2<Integer, Long>> first;

    /** @param remembered how long an event is known, in processing time */
    public DropDuplicates(Duration remembered) {
        this.remembered = Objects.requireNonNull(remembered, "remembered");
    }

    /**
     * The events of a stream, each once.
     *
     * @param remembered how long an event is known, in processing time
     * @param uid of the operator within the job
     */
    public static SingleOutputStreamOperator<StreamedEvent> of(
            DataStream<StreamedEvent> events, Duration remembered, String uid) {
        return EventIdentity.key(events)
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
        ValueStateDescriptor<Tuple2<Integer, Long>> descriptor =
                new ValueStateDescriptor<>("first", Types.TUPLE(Types.INT, Types.LONG));
        descriptor.enableTimeToLive(ttl);
        first = getRuntimeContext().getState(descriptor);
    }

    /** Takes the event of the current key for seen; nothing that comes after contradicts it. */
    public void remember() {
        try {
            first.update(Tuple2.of(EventContent.UNKNOWN.schemaId(), EventContent.UNKNOWN.checksum()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remember an event", e);
        }
    }

    @Override
    public void processElement(StreamedEvent event, Context context, Collector<StreamedEvent> out) throws Exception {
        if (event.advancesTimeOnly()) {
            out.collect(event);
            return;
        }
        EventContent content = event.content();
        Tuple2<Integer, Long> taken = first.value();
        if (taken == null) {
            first.update(Tuple2.of(content.schemaId(), content.checksum()));
            out.collect(event);
            return;
        }
        EventContent firstContent = new EventContent(taken.f0, taken.f1);
        if (firstContent.contradicts(content)) {
            String detail = "id " + event.id() + " of source " + event.source()
                    + " is that of another event, read before, with content " + firstContent.hash()
                    + "; this one has content " + content.hash();
            context.output(CONFLICTS, event.toPoison(Reason.CONFLICTING_EVENT, detail));
        }
    }
}
