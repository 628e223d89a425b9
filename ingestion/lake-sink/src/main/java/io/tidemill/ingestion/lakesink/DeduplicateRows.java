package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.DropDuplicates;
import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.ingestion.laketables.Lake;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops duplicates, and knows the tables' rows that its own state does not: those that were committed after the checkpoint
 * it is restored from; without a checkpoint, those of as long as an event is remembered. So its state is always that of
 * the tables, however old the checkpoint.
 */
final class DeduplicateRows extends KeyedProcessOperator<Tuple2<Long, Long>, StreamedEvent, StreamedEvent> {
    static final OutputTag<WriterReport> BEGUN = new OutputTag<>("begun", LakeTypes.REPORTS);

    private static final long serialVersionUID = 2L;
    private static final Logger LOG = LoggerFactory.getLogger(DeduplicateRows.class);

    private final DropDuplicates duplicates;
    private final LakeSettings settings;
    private final Duration remembered;
    private final Clock clock;
    private transient @Nullable ListState<WriterReport> state;
    private transient Optional<Offsets> restored = Optional.empty();
    private transient Optional<LakePosition> begun = Optional.empty();
    private transient Map<String, long[]> positions = Map.of();

    DeduplicateRows(DropDuplicates duplicates, LakeSettings settings, Duration remembered, Clock clock) {
        super(duplicates);
        this.duplicates = duplicates;
        this.settings = settings;
        this.remembered = remembered;
        this.clock = clock;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ListState<WriterReport> kept = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("positions", LakeTypes.REPORTS));
        state = kept;
        positions = new HashMap<>();
        List<PartitionProgress> read = new ArrayList<>();
        for (WriterReport each : kept.get()) {
            read.addAll(each.progress());
        }
        read.forEach(each -> passed(each.topic(), each.partition(), each.nextOffset()));
        restored = context.isRestored() && !read.isEmpty() ? Optional.of(Offsets.of(read)) : Optional.empty();
    }

    @Override
    public void open() throws Exception {
        super.open();
        try (Lake lake = Lake.open(settings.catalog())) {
            TopicIds topicIds = new TopicIds(settings.kafka());
            Map<String, Offsets> tables = new HashMap<>();
            for (String name : lake.tables()) {
                lake.eventTable(name).ifPresent(table -> {
                    Offsets told = LakePosition.of(table, table.currentSnapshot(), topicIds);
                    tables.put(name, told);
                    if (!name.equals(TopicTables.DEAD_LETTERS)) {
                        rememberRowsOf(table, told);
                    }
                });
            }
            begun = Optional.of(new LakePosition(tables));
        }
    }

    @Override
    public void processElement(StreamRecord<StreamedEvent> element) throws Exception {
        StreamedEvent event = element.getValue();
        passed(event.topic(), event.partition(), event.offset() + 1);
        super.processElement(element);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        begun.ifPresent(position -> output.collect(BEGUN, new StreamRecord<>(WriterReport.begun(position))));
        begun = Optional.empty();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<PartitionProgress> read = new ArrayList<>();
        positions.forEach((topic, partitions) -> {
            for (int partition = 0; partition < partitions.length; partition++) {
                if (partitions[partition] > 0) {
                    read.add(new PartitionProgress(topic, partition, Long.MIN_VALUE, partitions[partition]));
                }
            }
        });
        Objects.requireNonNull(state).update(List.of(WriterReport.of(List.of(), read)));
    }

    private void rememberRowsOf(Table table, Offsets told) {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        long[] count = new long[1];
        Consumer<Tuple2<Long, Long>> remember = identity -> {
            int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                    identity, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks());
            if (subtask == task.getIndexOfThisSubtask()) {
                setCurrentKey(identity);
                duplicates.remember();
                count[0]++;
            }
        };
        if (restored.isPresent()) {
            CommittedRows.from(table, told, restored.get(), remember);
        } else {
            CommittedRows.since(table, clock.instant().minus(remembered), remember);
        }
        if (count[0] > 0) {
            LOG.atInfo()
                    .addKeyValue("table", table.name())
                    .addKeyValue("events", count[0])
                    .log("took up events that are rows already");
        }
    }

    private void passed(String topic, int partition, long next) {
        long[] partitions = positions.get(topic);
        if (partitions == null || partitions.length <= partition) {
            long[] longer = new long[partition + 1];
            if (partitions != null) {
                System.arraycopy(partitions, 0, longer, 0, partitions.length);
            }
            partitions = longer;
            positions.put(topic, partitions);
        }
        partitions[partition] = Math.max(partitions[partition], next);
    }
}
