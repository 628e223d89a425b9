package io.tidemill.infra.eventstreams;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the batches of one origin, whoever has them: its transactional id is the origin's, so that only one sender of an
 * origin is alive at a time, whatever the parallelism was when the batch was made. It learns what had been sent after it
 * has fenced off the sender before it.
 */
final class BatchSender implements AutoCloseable {
    /** As many ids as fit the 4096 bytes that a broker takes, with room to spare. */
    static final int REMEMBERED = 100;

    private final String name;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Deque<String> sent = new ArrayDeque<>();
    private long count;

    private BatchSender(String name, KafkaProducer<byte[], byte[]> producer) {
        this.name = name;
        this.producer = producer;
    }

    /**
     * Fences off any other sender of this name.
     *
     * @param name of the sink and the origin: the transactional id, and the group that remembers
     */
    static BatchSender open(String bootstrapServers, String name) throws IOException, InterruptedException {
        BatchSender opened = new BatchSender(
                name,
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", bootstrapServers,
                                "client.id", name,
                                "transactional.id", name,
                                "acks", "all",
                                "linger.ms", "5",
                                "compression.type", "lz4",
                                "max.block.ms", "30000"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()));
        try {
            opened.producer.initTransactions();
            opened.readBack(bootstrapServers);
            return opened;
        } catch (KafkaException e) {
            opened.close();
            throw new IOException("cannot become the sender of " + name, e);
        } catch (IOException | InterruptedException e) {
            opened.close();
            throw e;
        }
    }

    /** Whether a batch has been sent, by this sender or one before it. */
    boolean hasSent(OutgoingBatch batch) {
        return sent.contains(batch.id());
    }

    /**
     * Sends a batch with the mark that it was.
     *
     * @throws IOException if that is not known to be done; this sender must not be used again then
     */
    void send(OutgoingBatch batch) throws IOException {
        sent.addLast(batch.id());
        while (sent.size() > REMEMBERED) {
            sent.removeFirst();
        }
        count++;
        TopicPartition place = new TopicPartition(batch.records().get(0).topic(), 0);
        OffsetAndMetadata mark = new OffsetAndMetadata(count, String.join(" ", sent));
        try {
            producer.beginTransaction();
            batch.records().forEach(outgoing -> producer.send(outgoing.toProducerRecord()));
            producer.sendOffsetsToTransaction(Map.of(place, mark), new ConsumerGroupMetadata(name));
            producer.commitTransaction();
        } catch (KafkaException e) {
            // Whether it was committed is not known: the job comes back and reads the group.
            throw new IOException("cannot send a batch of " + batch.records().size() + " records of " + name, e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    /**
     * The mark of a batch stands at its first record's topic, so a sink of several topics has several: the one of the
     * highest count is the newest, and names the others' batches as well.
     */
    private void readBack(String bootstrapServers) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            for (OffsetAndMetadata mark : admin.listConsumerGroupOffsets(name)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()) {
                if (mark != null && mark.offset() >= count) {
                    if (mark.offset() > count) {
                        sent.clear();
                    }
                    sent.addAll(List.of(mark.metadata().split(" ")));
                    count = mark.offset();
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("cannot read which batches of " + name + " were sent", e);
        }
    }
}
