package io.tidemill.ingestion.lakesink;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What a task did for a checkpoint.
 *
 * @param files the data files it finished
 * @param progress how far it read, of the topic partitions it read from
 * @param begun how far the tables had come when the task began, said once
 */
@TypeInfo(LakeTypes.OfReports.class)
record WriterReport(List<WrittenFile> files, List<PartitionProgress> progress, Optional<LakePosition> begun) {
    WriterReport {
        files = List.copyOf(files);
        progress = List.copyOf(progress);
        Objects.requireNonNull(begun, "begun");
    }

    static WriterReport of(List<WrittenFile> files, List<PartitionProgress> progress) {
        return new WriterReport(files, progress, Optional.empty());
    }

    static WriterReport begun(LakePosition begun) {
        return new WriterReport(List.of(), List.of(), Optional.of(begun));
    }
}
