package io.tidemill.infra.eventstreams;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;

/**
 * Names an event in 128 bits: the first half of SHA-256 over source, a zero byte, and id. Stored in state: never change
 * it.
 */
public final class EventIdentity
        implements KeySelector<StreamedEvent, Tuple2<Long, Long>>, ResultTypeQueryable<Tuple2<Long, Long>> {
    private static final long serialVersionUID = 1L;

    /**
     * The events of a stream by identity. Where there is one task alone it has them all, and none is written and read again
     * to be handed to another thread. Such a job gets more tasks by its configuration and a start from its checkpoint; scaled
     * while it runs, it fails rather than let a duplicate through.
     */
    public static KeyedStream<StreamedEvent, Tuple2<Long, Long>> key(DataStream<StreamedEvent> events) {
        return events.getParallelism() == 1
                ? DataStreamUtils.reinterpretAsKeyedStream(events, new EventIdentity())
                : events.keyBy(new EventIdentity());
    }

    @Override
    public Tuple2<Long, Long> getKey(StreamedEvent event) {
        return of(event.source(), event.id());
    }

    @Override
    public TypeInformation<Tuple2<Long, Long>> getProducedType() {
        return Types.TUPLE(Types.LONG, Types.LONG);
    }

    /** The 128 bits of an event. */
    public static Tuple2<Long, Long> of(String source, String id) {
        MessageDigest digest = sha256();
        digest.update(source.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
        return Tuple2.of(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
