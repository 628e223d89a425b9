package io.tidemill.infra.eventstreams;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches, each in one transaction that also writes the batch's id, as the metadata of an offset that nobody reads,
 * into a consumer group that nobody is in. A committer that starts fences off the one before it, and then learns from the
 * group which batches had been sent.
 */
final class BatchCommitter implements Committer<OutgoingBatch> {
    /** As many ids as fit the 4096 bytes that a broker takes, with room to spare. */
    private static final int REMEMBERED = 32;

    private final String bootstrapServers;
    private final String name;
    private final int subtask;
    private final Map<Integer, Deque<String>> sent = new HashMap<>();
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    BatchCommitter(String bootstrapServers, String name, int subtask) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.subtask = subtask;
    }

    @Override
    public void commit(Collection<CommitRequest<OutgoingBatch>> requests) throws IOException, InterruptedException {
        for (CommitRequest<OutgoingBatch> request : requests) {
            OutgoingBatch batch = request.getCommittable();
            KafkaProducer<byte[], byte[]> open = producer();
            if (sent(batch.origin()).contains(batch.id())) {
                request.signalAlreadyCommitted();
            } else {
                send(open, batch, sent(batch.origin()));
            }
        }
    }

    private void send(KafkaProducer<byte[], byte[]> open, OutgoingBatch batch, Deque<String> ids) throws IOException {
        ids.addLast(batch.id());
        while (ids.size() > REMEMBERED) {
            ids.removeFirst();
        }
        TopicPartition place = new TopicPartition(batch.records().get(0).topic(), 0);
        OffsetAndMetadata mark = new OffsetAndMetadata(0, String.join(" ", ids));
        try {
            open.beginTransaction();
            batch.records().forEach(outgoing -> open.send(outgoing.toProducerRecord()));
            open.sendOffsetsToTransaction(Map.of(place, mark), new ConsumerGroupMetadata(group(batch.origin())));
            open.commitTransaction();
        } catch (KafkaException e) {
            // Whether it was committed is not known: the job comes back and reads the group.
            throw new IOException("cannot send a batch of " + batch.records().size() + " records of " + name, e);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            String transactionalId = name + "." + subtask;
            open = new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers", bootstrapServers,
                            "client.id", transactionalId,
                            "transactional.id", transactionalId,
                            "acks", "all",
                            "linger.ms", "5",
                            "compression.type", "lz4",
                            "max.block.ms", "30000"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            producer = open;
            open.initTransactions();
        }
        return open;
    }

    private Deque<String> sent(int origin) throws IOException, InterruptedException {
        Deque<String> known = sent.get(origin);
        if (known == null) {
            known = new ArrayDeque<>(readBack(origin));
            sent.put(origin, known);
        }
        return known;
    }

    private List<String> readBack(int origin) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            List<String> ids = new ArrayList<>();
            for (OffsetAndMetadata mark : admin.listConsumerGroupOffsets(group(origin))
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()) {
                if (mark != null) {
                    ids.addAll(List.of(mark.metadata().split(" ")));
                }
            }
            return ids;
        } catch (ExecutionException e) {
            throw new IOException("cannot read which batches of " + name + " were sent", e);
        }
    }

    private String group(int origin) {
        return name + "." + origin;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
