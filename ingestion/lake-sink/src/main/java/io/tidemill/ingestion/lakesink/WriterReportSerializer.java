package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.ImmutableTypeSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Files, then progress, each list with its length before it. */
public final class WriterReportSerializer extends ImmutableTypeSerializer<WriterReport> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(WriterReport report, DataOutputView target) throws IOException {
        writeFiles(report.files(), target);
        writeProgress(report.progress(), target);
    }

    @Override
    public WriterReport deserialize(DataInputView source) throws IOException {
        List<WrittenFile> files = readFiles(source);
        return new WriterReport(files, readProgress(source));
    }

    @Override
    public TypeSerializerSnapshot<WriterReport> snapshotConfiguration() {
        return new Snapshot();
    }

    static void writeFiles(List<WrittenFile> files, DataOutputView target) throws IOException {
        target.writeInt(files.size());
        for (WrittenFile file : files) {
            target.writeUTF(file.table());
            target.writeInt(file.day());
            target.writeLong(file.rows());
            writeBytes(file.json().getBytes(StandardCharsets.UTF_8), target);
        }
    }

    static List<WrittenFile> readFiles(DataInputView source) throws IOException {
        int count = source.readInt();
        List<WrittenFile> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(new WrittenFile(
                    source.readUTF(),
                    source.readInt(),
                    source.readLong(),
                    new String(Objects.requireNonNull(readBytes(source)), StandardCharsets.UTF_8)));
        }
        return files;
    }

    static void writeProgress(List<PartitionProgress> progress, DataOutputView target) throws IOException {
        target.writeInt(progress.size());
        for (PartitionProgress partition : progress) {
            target.writeUTF(partition.topic());
            target.writeInt(partition.partition());
            target.writeLong(partition.watermark());
            target.writeLong(partition.nextOffset());
        }
    }

    static List<PartitionProgress> readProgress(DataInputView source) throws IOException {
        int count = source.readInt();
        List<PartitionProgress> progress = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            progress.add(
                    new PartitionProgress(source.readUTF(), source.readInt(), source.readLong(), source.readLong()));
        }
        return progress;
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<WriterReport> {
        public Snapshot() {
            super(WriterReportSerializer::new);
        }
    }
}
