package io.tidemill.infra.eventstreams;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** An outgoing record's fields in order. */
public final class OutgoingRecordSerializer extends ImmutableTypeSerializer<OutgoingRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(OutgoingRecord outgoing, DataOutputView target) throws IOException {
        target.writeUTF(outgoing.topic());
        target.writeLong(outgoing.timestamp());
        target.writeInt(outgoing.headers().size());
        for (Map.Entry<String, byte[]> header : outgoing.headers().entrySet()) {
            target.writeUTF(header.getKey());
            writeBytes(header.getValue(), target);
        }
        writeBytes(outgoing.key(), target);
        writeBytes(outgoing.value(), target);
    }

    @Override
    @SuppressWarnings("NullAway") // It does not see that arrays among record components may be null.
    public OutgoingRecord deserialize(DataInputView source) throws IOException {
        String topic = source.readUTF();
        long timestamp = source.readLong();
        int count = source.readInt();
        Map<String, byte[]> headers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put(source.readUTF(), Objects.requireNonNull(readBytes(source)));
        }
        return new OutgoingRecord(topic, timestamp, headers, readBytes(source), readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<OutgoingRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<OutgoingRecord> {
        public Snapshot() {
            super(OutgoingRecordSerializer::new);
        }
    }
}
