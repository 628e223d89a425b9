package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.ImmutableTypeSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.common.TopicPartition;

/** Files, progress, then the position, each list with its length before it. */
public final class WriterReportSerializer extends ImmutableTypeSerializer<WriterReport> {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(WriterReport report, DataOutputView target) throws IOException {
        writeFiles(report.files(), target);
        writeProgress(report.progress(), target);
        target.writeBoolean(report.begun().isPresent());
        if (report.begun().isPresent()) {
            writePosition(report.begun().get(), target);
        }
    }

    @Override
    public WriterReport deserialize(DataInputView source) throws IOException {
        List<WrittenFile> files = readFiles(source);
        List<PartitionProgress> progress = readProgress(source);
        return new WriterReport(
                files, progress, source.readBoolean() ? Optional.of(readPosition(source)) : Optional.empty());
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

    static void writeOffsets(Offsets offsets, DataOutputView target) throws IOException {
        target.writeInt(offsets.next().size());
        for (Map.Entry<TopicPartition, Long> place : offsets.next().entrySet()) {
            target.writeUTF(place.getKey().topic());
            target.writeInt(place.getKey().partition());
            target.writeLong(place.getValue());
        }
    }

    static Offsets readOffsets(DataInputView source) throws IOException {
        int count = source.readInt();
        Map<TopicPartition, Long> next = new HashMap<>();
        for (int i = 0; i < count; i++) {
            next.put(new TopicPartition(source.readUTF(), source.readInt()), source.readLong());
        }
        return new Offsets(next);
    }

    private static void writePosition(LakePosition position, DataOutputView target) throws IOException {
        target.writeInt(position.tables().size());
        for (Map.Entry<String, Offsets> table : position.tables().entrySet()) {
            target.writeUTF(table.getKey());
            writeOffsets(table.getValue(), target);
        }
    }

    private static LakePosition readPosition(DataInputView source) throws IOException {
        int count = source.readInt();
        Map<String, Offsets> tables = new HashMap<>();
        for (int i = 0; i < count; i++) {
            tables.put(source.readUTF(), readOffsets(source));
        }
        return new LakePosition(tables);
    }

    /** How state remembers this format. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<WriterReport> {
        public Snapshot() {
            super(WriterReportSerializer::new);
        }
    }
}
