package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.ImmutableTypeSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A format version, the progress, what is pending, then the topics' ids. Format 1 had no offsets and no ids. */
public final class CommitterStateSerializer extends ImmutableTypeSerializer<CommitterState> {
    private static final long serialVersionUID = 1L;
    private static final int FORMAT = 2;

    @Override
    public void serialize(CommitterState state, DataOutputView target) throws IOException {
        target.writeInt(FORMAT);
        WriterReportSerializer.writeProgress(state.progress(), target);
        target.writeInt(state.pending().size());
        for (PendingCommit pending : state.pending()) {
            target.writeUTF(pending.commitId());
            target.writeLong(pending.checkpointId());
            target.writeLong(pending.createdAt());
            WriterReportSerializer.writeFiles(pending.files(), target);
            target.writeInt(pending.watermarks().size());
            for (Map.Entry<String, Long> watermark : pending.watermarks().entrySet()) {
                target.writeUTF(watermark.getKey());
                target.writeLong(watermark.getValue());
            }
            WriterReportSerializer.writeOffsets(pending.from(), target);
            WriterReportSerializer.writeOffsets(pending.to(), target);
        }
        target.writeInt(state.topicIds().size());
        for (Map.Entry<String, String> topic : state.topicIds().entrySet()) {
            target.writeUTF(topic.getKey());
            target.writeUTF(topic.getValue());
        }
    }

    @Override
    public CommitterState deserialize(DataInputView source) throws IOException {
        int format = source.readInt();
        if (format < 1 || format > FORMAT) {
            throw new IOException("committer state has format " + format + ", expected at most " + FORMAT);
        }
        List<PartitionProgress> progress = WriterReportSerializer.readProgress(source);
        int count = source.readInt();
        List<PendingCommit> pending = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pending.add(new PendingCommit(
                    source.readUTF(),
                    source.readLong(),
                    source.readLong(),
                    WriterReportSerializer.readFiles(source),
                    readWatermarks(source),
                    format == 1 ? Offsets.NONE : WriterReportSerializer.readOffsets(source),
                    format == 1 ? Offsets.NONE : WriterReportSerializer.readOffsets(source)));
        }
        return new CommitterState(progress, pending, format == 1 ? Map.of() : readIds(source));
    }

    @Override
    public TypeSerializerSnapshot<CommitterState> snapshotConfiguration() {
        return new Snapshot();
    }

    private static Map<String, Long> readWatermarks(DataInputView source) throws IOException {
        int count = source.readInt();
        Map<String, Long> watermarks = new HashMap<>();
        for (int i = 0; i < count; i++) {
            watermarks.put(source.readUTF(), source.readLong());
        }
        return watermarks;
    }

    private static Map<String, String> readIds(DataInputView source) throws IOException {
        int count = source.readInt();
        Map<String, String> ids = new HashMap<>();
        for (int i = 0; i < count; i++) {
            ids.put(source.readUTF(), source.readUTF());
        }
        return ids;
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<CommitterState> {
        public Snapshot() {
            super(CommitterStateSerializer::new);
        }
    }
}
