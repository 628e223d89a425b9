package io.tidemill.infra.eventstreams;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes topics exactly once: the records of a checkpoint are part of that checkpoint, and are sent in one transaction
 * when it is complete. No transaction stays open between checkpoints, so readers never wait for a job that is down, and
 * nothing is lost however long it is. Flink's own sink keeps transactions open, and does so by the producer's private
 * parts, which Kafka 4.3 no longer has.
 */
public final class TransactionalTopics implements Sink<OutgoingRecord>, SupportsCommitter<OutgoingBatch> {
    private static final long serialVersionUID = 1L;

    private final String bootstrapServers;
    private final String name;

    private TransactionalTopics(String bootstrapServers, String name) {
        this.bootstrapServers = Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * A sink for records of any topic, visible to {@code read_committed} readers after the next checkpoint.
     *
     * @param job the job's name
     * @param uid of the sink within the job; with the job's name it fences off an earlier run
     */
    public static Sink<OutgoingRecord> sink(JobConfiguration configuration, String job, String uid) {
        return new TransactionalTopics(configuration.kafkaBootstrapServers(), "tidemill." + job + "." + uid);
    }

    @Override
    public CommittingSinkWriter<OutgoingRecord, OutgoingBatch> createWriter(WriterInitContext context) {
        return new Writer(context.getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public Committer<OutgoingBatch> createCommitter(CommitterInitContext context) throws IOException {
        TaskInfo task = context.getTaskInfo();
        return BatchCommitter.start(
                bootstrapServers, name, task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks());
    }

    @Override
    public SimpleVersionedSerializer<OutgoingBatch> getCommittableSerializer() {
        return new OutgoingBatchSerializer();
    }

    private static final class Writer implements CommittingSinkWriter<OutgoingRecord, OutgoingBatch> {
        private final int subtask;
        private List<OutgoingRecord> records = new ArrayList<>();

        Writer(int subtask) {
            this.subtask = subtask;
        }

        @Override
        public void write(OutgoingRecord outgoing, Context context) {
            records.add(outgoing);
        }

        @Override
        public void flush(boolean endOfInput) {
            // What was written leaves with the next checkpoint.
        }

        @Override
        public Collection<OutgoingBatch> prepareCommit() {
            if (records.isEmpty()) {
                return List.of();
            }
            OutgoingBatch batch = new OutgoingBatch(subtask, UUID.randomUUID().toString(), records);
            records = new ArrayList<>();
            return List.of(batch);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
