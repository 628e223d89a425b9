package io.tidemill.infra.eventstreams;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;

/**
 * Sends batches, each in one transaction that also writes the batch's id, as the metadata of an offset that nobody reads,
 * into a consumer group that nobody is in. A committer that starts fences off those before it at once, also those of a
 * run that had more subtasks; before it sends a batch it learns from the group which batches had been sent.
 */
final class BatchCommitter implements Committer<OutgoingBatch> {
    private final String bootstrapServers;
    private final String name;
    private final Map<Integer, BatchSender> senders = new HashMap<>();

    private BatchCommitter(String bootstrapServers, String name) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
    }

    /**
     * Fences off the committers of an earlier run: the one of the same subtask, and the first subtask also those that the
     * sink no longer has.
     *
     * @param name of the sink
     * @param subtask which of the sink's committers this is
     * @param subtasks how many it has
     */
    static BatchCommitter start(String bootstrapServers, String name, int subtask, int subtasks) throws IOException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Stream<String> surplus = subtask == 0 ? surplus(admin, name, subtasks) : Stream.empty();
            List<String> former =
                    Stream.concat(Stream.of(name + "." + subtask), surplus).toList();
            admin.fenceProducers(former).all().get();
        } catch (ExecutionException e) {
            throw new IOException("cannot fence off an earlier run's committers of " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fencing off an earlier run's committers of " + name, e);
        }
        return new BatchCommitter(bootstrapServers, name);
    }

    @Override
    public void commit(Collection<CommitRequest<OutgoingBatch>> requests) throws IOException, InterruptedException {
        for (CommitRequest<OutgoingBatch> request : requests) {
            OutgoingBatch batch = request.getCommittable();
            BatchSender sender = sender(batch.origin());
            if (sender.hasSent(batch)) {
                request.signalAlreadyCommitted();
            } else {
                sender.send(batch);
            }
        }
    }

    @Override
    public void close() {
        senders.values().forEach(BatchSender::close);
    }

    private BatchSender sender(int origin) throws IOException, InterruptedException {
        BatchSender open = senders.get(origin);
        if (open == null) {
            open = BatchSender.open(bootstrapServers, name + "." + origin);
            senders.put(origin, open);
        }
        return open;
    }

    private static Stream<String> surplus(Admin admin, String name, int subtasks)
            throws ExecutionException, InterruptedException {
        List<String> kept =
                IntStream.range(0, subtasks).mapToObj(at -> name + "." + at).toList();
        return admin.listTransactions().all().get().stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(name + ".") && !kept.contains(id));
    }
}
