package io.tidemill.ingestion.lakesink;

import io.tidemill.infra.eventstreams.StreamedEvent;
import io.tidemill.ingestion.laketables.Lake;
import io.tidemill.schemas.contracts.EventCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows by table and day, and writes one file each before a checkpoint, so that a replay of many days in any
 * order makes no more files than it has days and checkpoints. Only when memory runs short are files written in between.
 */
final class LakeWriter extends AbstractStreamOperator<WriterReport>
        implements OneInputStreamOperator<StreamedEvent, WriterReport> {
    private static final long serialVersionUID = 1L;

    /** Estimated; an event takes about four times its bytes as an object. */
    private static final long LARGEST_BUFFER_BYTES = 48L << 20;

    private final LakeSettings settings;
    private transient Map<TableDay, List<StreamedEvent>> rows = Map.of();
    private transient List<WrittenFile> files = List.of();
    private transient long bufferedBytes;
    private transient @Nullable Lake lake;
    private transient @Nullable DataFiles dataFiles;

    LakeWriter(LakeSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open() throws Exception {
        super.open();
        rows = new TreeMap<>();
        files = new ArrayList<>();
        Lake opened = Lake.open(settings.catalog(), settings.layouts());
        lake = opened;
        dataFiles = new DataFiles(
                opened,
                new EventCodec(settings.schemas().open()),
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public void processElement(StreamRecord<StreamedEvent> element) throws IOException {
        StreamedEvent event = element.getValue();
        rows.computeIfAbsent(TableDay.of(event), tableDay -> new ArrayList<>()).add(event);
        bufferedBytes += 300 + 4L * event.valueSize();
        if (bufferedBytes > LARGEST_BUFFER_BYTES) {
            write();
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws IOException {
        report();
    }

    @Override
    public void finish() throws IOException {
        report();
    }

    @Override
    public void close() throws Exception {
        if (lake != null) {
            lake.close();
        }
        super.close();
    }

    private void report() throws IOException {
        write();
        if (!files.isEmpty()) {
            output.collect(new StreamRecord<>(WriterReport.of(files, List.of())));
            files.clear();
        }
    }

    private void write() throws IOException {
        for (Map.Entry<TableDay, List<StreamedEvent>> group : rows.entrySet()) {
            files.addAll(Objects.requireNonNull(dataFiles).write(group.getKey(), group.getValue()));
        }
        rows.clear();
        bufferedBytes = 0;
    }
}
