package io.tidemill.infra.eventstreams;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A flag, then an event or a poison record. */
public final class StreamedRecordSerializer extends ImmutableTypeSerializer<StreamedRecord> {
    private static final long serialVersionUID = 1L;

    private final StreamedEventSerializer events = new StreamedEventSerializer();
    private final PoisonRecordSerializer poison = new PoisonRecordSerializer();

    @Override
    public void serialize(StreamedRecord streamed, DataOutputView target) throws IOException {
        target.writeBoolean(streamed instanceof StreamedEvent);
        if (streamed instanceof StreamedEvent event) {
            events.serialize(event, target);
        } else {
            poison.serialize((PoisonRecord) streamed, target);
        }
    }

    @Override
    public StreamedRecord deserialize(DataInputView source) throws IOException {
        return source.readBoolean() ? events.deserialize(source) : poison.deserialize(source);
    }

    @Override
    public TypeSerializerSnapshot<StreamedRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamedRecord> {
        public Snapshot() {
            super(StreamedRecordSerializer::new);
        }
    }
}
