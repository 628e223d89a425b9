package io.tidemill.ingestion.lakesink;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * What the committer keeps in a checkpoint.
 *
 * @param progress how far each topic partition was read
 * @param pending what may not have been committed yet, oldest first
 * @param topicIds Kafka's ids of the topics that were read
 */
@TypeInfo(LakeTypes.OfStates.class)
record CommitterState(List<PartitionProgress> progress, List<PendingCommit> pending, Map<String, String> topicIds) {
    CommitterState {
        progress = List.copyOf(progress);
        pending = List.copyOf(pending);
        topicIds = Map.copyOf(topicIds);
    }
}
