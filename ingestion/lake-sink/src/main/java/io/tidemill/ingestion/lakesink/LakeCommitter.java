package io.tidemill.ingestion.lakesink;

import io.tidemill.schemas.contracts.EventTypes;
import io.tidemill.schemas.contracts.Topic;
import io.tidemill.schemas.contracts.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * The one task that commits. What a checkpoint has to add becomes part of that checkpoint, and is committed when the
 * checkpoint is complete; a job that comes back commits first what its checkpoint holds and the tables do not.
 *
 * <p>An operator of its own rather than a sink's committer, because the watermarks and the announcements need state and
 * an order with the commits that Flink's committers do not give.
 */
final class LakeCommitter extends AbstractStreamOperator<WriterReport>
        implements OneInputStreamOperator<WriterReport, WriterReport> {
    private static final long serialVersionUID = 1L;

    private final LakeSettings settings;
    private final Clock clock;
    private transient @Nullable ListState<CommitterState> state;
    private transient List<PartitionProgress> restoredProgress = List.of();
    private transient TreeMap<Long, PendingCommit> pending = new TreeMap<>();
    private transient List<WrittenFile> files = List.of();
    private transient Map<String, Long> lastWatermarks = Map.of();
    private transient Map<String, String> restoredTopicIds = Map.of();
    private transient Offsets restoredOffsets = Offsets.NONE;
    private transient Offsets lastOffsets = Offsets.NONE;
    private transient LakePosition begun = new LakePosition(Map.of());
    private transient @Nullable TopicIds topicIds;
    private transient @Nullable Backlog backlog;
    private transient @Nullable TableWatermarks watermarks;
    private transient @Nullable CommittedTables tables;

    LakeCommitter(LakeSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        pending = new TreeMap<>();
        restoredProgress = new ArrayList<>();
        files = new ArrayList<>();
        lastWatermarks = Map.of();
        ListState<CommitterState> kept =
                context.getOperatorStateStore().getListState(new ListStateDescriptor<>("committer", LakeTypes.STATES));
        state = kept;
        restoredTopicIds = new HashMap<>();
        for (CommitterState restored : kept.get()) {
            restoredTopicIds.putAll(restored.topicIds());
            restoredProgress.addAll(restored.progress());
            restored.pending().forEach(commit -> pending.put(commit.checkpointId(), commit));
        }
        restoredOffsets = Offsets.of(restoredProgress);
        lastOffsets = restoredOffsets;
    }

    @Override
    public void open() throws Exception {
        super.open();
        TopicIds ids = new TopicIds(settings.kafka());
        topicIds = ids;
        requireSameTopics(ids);
        Backlog asked = new KafkaBacklog(settings.kafka());
        backlog = asked;
        TableWatermarks tracked = new TableWatermarks(topics(), settings.idleness(), asked, clock.millis());
        tracked.restore(restoredProgress);
        watermarks = tracked;
        CommittedTables opened = CommittedTables.open(
                settings,
                clock,
                getContainingTask().getEnvironment().getJobID().toHexString(),
                ids,
                new LakeMetrics(getMetricGroup(), clock));
        getMetricGroup().gauge("pendingCommits", (Gauge<Integer>) () -> pending.size());
        tables = opened;
        for (PendingCommit restored : pending.values()) {
            opened.recover(restored);
        }
        pending.clear();
        begun = opened.position();
        opened.announce();
    }

    @Override
    public void processElement(StreamRecord<WriterReport> element) {
        WriterReport report = element.getValue();
        report.begun().ifPresent(this::requireAgreement);
        files.addAll(report.files());
        Objects.requireNonNull(watermarks).observe(report.progress(), clock.millis());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        TableWatermarks tracked = Objects.requireNonNull(watermarks);
        Map<String, Long> current = tracked.watermarks(clock.millis());
        Offsets read = Offsets.of(tracked.progress());
        if (!files.isEmpty() || !current.equals(lastWatermarks)) {
            long checkpointId = context.getCheckpointId();
            String commitId = UUID.randomUUID().toString();
            pending.put(
                    checkpointId,
                    new PendingCommit(commitId, checkpointId, clock.millis(), files, current, lastOffsets, read));
            files = new ArrayList<>();
            lastWatermarks = current;
            lastOffsets = read;
        }
        Objects.requireNonNull(state)
                .update(List.of(new CommitterState(tracked.progress(), List.copyOf(pending.values()), idsOf(read))));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        CommittedTables committed = Objects.requireNonNull(tables);
        Map<Long, PendingCommit> due = pending.headMap(checkpointId, true);
        due.values().forEach(committed::commit);
        due.clear();
        committed.announce();
    }

    @Override
    public void close() throws Exception {
        if (tables != null) {
            tables.close();
        }
        if (backlog != null) {
            backlog.close();
        }
        super.close();
    }

    /** A table that moved while the tasks of this run were starting was moved by another run. */
    private void requireAgreement(LakePosition other) {
        if (!begun.leavesOutTheSame(other, restoredOffsets)) {
            throw new IllegalStateException("the tables moved from " + other + " to " + begun
                    + " while this job was starting: another job writes them; begin again");
        }
    }

    private void requireSameTopics(TopicIds ids) {
        restoredTopicIds.forEach((topic, id) -> {
            if (!ids.isStill(topic, id)) {
                throw new IllegalStateException("topic " + topic + " was created anew since the checkpoint, its offsets"
                        + " begin again: start the job without a checkpoint, and it begins where the tables stand");
            }
        });
    }

    private Map<String, String> idsOf(Offsets read) {
        Map<String, String> ids = new HashMap<>();
        read.next().keySet().forEach(partition -> {
            String id = Objects.requireNonNull(topicIds).of(partition.topic());
            if (id != null) {
                ids.put(partition.topic(), id);
            }
        });
        return ids;
    }

    /** The topics that are there from the beginning; those of new event types become known by their first record. */
    private static List<String> topics() {
        return Stream.concat(
                        EventTypes.business().stream()
                                .map(type -> Topics.ofEvents(type).name()),
                        Topics.keptInLake().values().stream().map(Topic::name))
                .toList();
    }
}
