package io.tidemill.ingestion.lakesink;

import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What a task did for a checkpoint.
 *
 * @param files the data files it finished
 * @param progress how far it read, of the topic partitions it read from
 */
@TypeInfo(LakeTypes.OfReports.class)
record WriterReport(List<WrittenFile> files, List<PartitionProgress> progress) {
    WriterReport {
        files = List.copyOf(files);
        progress = List.copyOf(progress);
    }
}
