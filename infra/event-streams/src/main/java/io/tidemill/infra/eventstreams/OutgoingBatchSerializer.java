package io.tidemill.infra.eventstreams;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** A batch's fields in order. */
final class OutgoingBatchSerializer implements SimpleVersionedSerializer<OutgoingBatch> {
    private static final int VERSION = 1;

    private final OutgoingRecordSerializer records = new OutgoingRecordSerializer();

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(OutgoingBatch batch) throws IOException {
        DataOutputSerializer target = new DataOutputSerializer(1024);
        target.writeInt(batch.origin());
        target.writeUTF(batch.id());
        target.writeInt(batch.records().size());
        for (OutgoingRecord outgoing : batch.records()) {
            records.serialize(outgoing, target);
        }
        return target.getCopyOfBuffer();
    }

    @Override
    public OutgoingBatch deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("a batch of version " + version + ", expected " + VERSION);
        }
        DataInputDeserializer source = new DataInputDeserializer(serialized);
        int origin = source.readInt();
        String id = source.readUTF();
        int count = source.readInt();
        List<OutgoingRecord> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            read.add(records.deserialize(source));
        }
        return new OutgoingBatch(origin, id, read);
    }
}
