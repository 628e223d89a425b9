package io.tidemill.infra.eventstreams;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** An event's attributes and the bytes of its data, in order. */
public final class StreamedEventSerializer extends ImmutableTypeSerializer<StreamedEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(StreamedEvent event, DataOutputView target) throws IOException {
        target.writeUTF(event.id());
        target.writeUTF(event.source());
        target.writeUTF(event.type());
        target.writeUTF(event.subject());
        target.writeLong(event.time());
        target.writeUTF(event.tenantId());
        writeBytes(event.value(), target);
        target.writeUTF(event.topic());
        target.writeInt(event.partition());
        target.writeLong(event.offset());
        target.writeLong(event.ingestTime());
    }

    @Override
    public StreamedEvent deserialize(DataInputView source) throws IOException {
        return new StreamedEvent(
                source.readUTF(),
                source.readUTF(),
                source.readUTF(),
                source.readUTF(),
                source.readLong(),
                source.readUTF(),
                readBytes(source),
                source.readUTF(),
                source.readInt(),
                source.readLong(),
                source.readLong());
    }

    @Override
    public TypeSerializerSnapshot<StreamedEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamedEvent> {
        public Snapshot() {
            super(StreamedEventSerializer::new);
        }
    }
}
