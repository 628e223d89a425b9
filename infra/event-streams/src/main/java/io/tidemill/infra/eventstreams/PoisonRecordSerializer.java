package io.tidemill.infra.eventstreams;

import io.tidemill.schemas.contracts.MalformedRecordException.Reason;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A poison record's fields in order; text may be of any length here. */
public final class PoisonRecordSerializer extends ImmutableTypeSerializer<PoisonRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(PoisonRecord poison, DataOutputView target) throws IOException {
        target.writeUTF(poison.reason().name());
        writeText(poison.detail(), target);
        target.writeUTF(poison.topic());
        target.writeInt(poison.partition());
        target.writeLong(poison.offset());
        target.writeLong(poison.ingestTime());
        target.writeInt(poison.headers().size());
        for (Map.Entry<String, byte[]> header : poison.headers().entrySet()) {
            writeText(header.getKey(), target);
            writeBytes(header.getValue(), target);
        }
        writeBytes(poison.key(), target);
        writeBytes(poison.value(), target);
    }

    @Override
    @SuppressWarnings("NullAway") // It does not see that arrays among record components may be null.
    public PoisonRecord deserialize(DataInputView source) throws IOException {
        return new PoisonRecord(
                Reason.valueOf(source.readUTF()),
                readText(source),
                source.readUTF(),
                source.readInt(),
                source.readLong(),
                source.readLong(),
                readHeaders(source),
                readBytes(source),
                readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<PoisonRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    private static Map<String, byte[]> readHeaders(DataInputView source) throws IOException {
        int count = source.readInt();
        Map<String, byte[]> headers = new HashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put(readText(source), Objects.requireNonNull(readBytes(source)));
        }
        return headers;
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PoisonRecord> {
        public Snapshot() {
            super(PoisonRecordSerializer::new);
        }
    }
}
